# The shells' completions, installed where each shell looks, and the Debian package: cmake --build build --target package
# (or cpack -G DEB in the build folder). The package's programs are stripped, its manuals compressed.
file(GLOB runnel_completions CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scripts/completions/*)
# Debian's zsh looks for what packages bring in a folder of their own. The prefix is known when things are installed.
install(CODE [[
  set(runnel_zsh share/zsh/site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(runnel_zsh share/zsh/vendor-completions)
  endif()]])
foreach(completion ${runnel_completions})
  get_filename_component(name ${completion} NAME)
  if(name MATCHES "^(.*)\\.bash$")
    install(FILES ${completion} DESTINATION share/bash-completion/completions RENAME ${CMAKE_MATCH_1})
  elseif(name MATCHES "\\.fish$")
    install(FILES ${completion} DESTINATION share/fish/vendor_completions.d)
  else()
    install(FILES ${completion} DESTINATION "\${runnel_zsh}")
  endif()
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME runnel)
set(CPACK_PACKAGE_VENDOR "Runnel")
set(CPACK_PACKAGE_CONTACT "Runnel developers <runnel@packages.invalid>" CACHE STRING "who answers for the package")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "filters, windows, joins and profiles of JSON records on a Unix pipe")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Reads newline-delimited JSON from files, pipes or standard
input and writes what passes a predicate, or what a program makes of it, the
moment it comes in; or groups it by event time and key, and writes counts, sums,
quantiles and top values of each window; or joins two streams by key and time; or
says what is in a stream: its fields, how their values are distributed, and which
are the most frequent. Programs are written in jq's language.
A broken line or a late record is said, and costs nothing else.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/package_documents.cmake)
include(CPack)
