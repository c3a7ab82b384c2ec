# Programs are installed by runnel_program(); here are the manuals, each into the folder of its section.
file(GLOB runnel_manuals CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.[1-9])
foreach(manual ${runnel_manuals})
  string(REGEX MATCH "[1-9]$" section ${manual})
  install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
