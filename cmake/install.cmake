# Programs are installed by runnel_program(); here are the manuals, each into the folder of its section, and what they name
# as files, and the examples.
file(GLOB runnel_manuals CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.[1-9])
foreach(manual ${runnel_manuals})
  string(REGEX MATCH "[1-9]$" section ${manual})
  install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR}/runnel)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scripts/systemd ${PROJECT_SOURCE_DIR}/scripts/cron
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples USE_SOURCE_PERMISSIONS)
