# One target a folder, so that the layers are link dependencies too.

add_library(runnel_options INTERFACE)
target_compile_options(runnel_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                                -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(runnel_options INTERFACE -Wno-restrict)  # GCC bug 105329: wrong warnings for "x" + std::string
endif()
if(RUNNEL_WERROR)
  target_compile_options(runnel_options INTERFACE -Werror)
endif()

# Link-time optimisation concerns the programs alone: the folders' objects hold machine code beside GCC's intermediate
# form (fat objects), so that the many test programs link at once and only the few that are installed pay for it.
include(CheckIPOSupported)
set(runnel_lto OFF)
if(RUNNEL_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  check_ipo_supported(RESULT runnel_lto OUTPUT ignored LANGUAGES CXX)
endif()

if(RUNNEL_FUZZ AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "RUNNEL_FUZZ needs clang, for libFuzzer: apt-get install clang libclang-rt-14-dev (where another "
                      "version is the default: libclang-rt-dev), then cmake --preset fuzz")
endif()

# runnel_folder(json DEPENDS runnel_base LIBRARIES simdjson::simdjson): the folder's sources as the library runnel_json.
function(runnel_folder name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_library(runnel_${name} STATIC ${sources})
  target_include_directories(runnel_${name} PUBLIC ${PROJECT_SOURCE_DIR}/libcore)
  target_link_libraries(runnel_${name} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_LIBRARIES} runnel_options)
  if(runnel_lto)
    target_compile_options(runnel_${name} PRIVATE -flto=auto -ffat-lto-objects)
  endif()
endfunction()

# runnel_program(stream-filter): the folder's sources as a program that is installed.
function(runnel_program name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE runnel_cli runnel_options)
  if(runnel_lto)
    target_compile_options(${name} PRIVATE -flto=auto)
    target_link_options(${name} PRIVATE -flto=auto)
  endif()
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
