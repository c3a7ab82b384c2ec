# Run by CPack between installing and packing: the documents that Debian wants in a package, compressed and with no time
# stamp in them.
set(top "${CMAKE_CURRENT_LIST_DIR}/..")
set(root "${CPACK_TEMPORARY_INSTALL_DIRECTORY}")
set(documents "${root}/usr/share/doc/${CPACK_PACKAGE_NAME}")

# LICENSE is a text of which Debian keeps one copy for all packages.
file(WRITE "${documents}/copyright"
  "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
  "Upstream-Name: ${CPACK_PACKAGE_NAME}\n\n"
  "Files: *\n"
  "Copyright: ${CPACK_PACKAGE_CONTACT}\n"
  "License: Apache-2.0\n"
  " The whole text is in /usr/share/common-licenses/Apache-2.0.\n")

# What changed is in CHANGELOG.md; Debian's own form says only which version this is, and when it was packed.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${documents}/changelog.Debian"
  "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=low\n\n"
  "  * Packed by CPack. What changed is in changelog.gz.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")
configure_file("${top}/CHANGELOG.md" "${documents}/changelog" COPYONLY)

file(GLOB_RECURSE manuals "${root}/usr/share/man/*.[1-9]")
execute_process(COMMAND gzip -9nf ${manuals} "${documents}/changelog" "${documents}/changelog.Debian"
  COMMAND_ERROR_IS_FATAL ANY)
