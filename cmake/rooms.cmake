find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# sohoa_libraries(NAME pkg-config-module …): each becomes PkgConfig::NAME.
function(sohoa_libraries)
  while(ARGN)
    list(POP_FRONT ARGN name module)
    pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${module})
  endwhile()
endfunction()

# sohoa_room(NAME [ROOMS other rooms] [LIBS libraries]): all of lib/NAME as the static library sohoa_NAME.
function(sohoa_room name)
  cmake_parse_arguments(room "" "" "ROOMS;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/*.c ${CMAKE_SOURCE_DIR}/lib/${name}/*.cpp)
  add_library(sohoa_${name} STATIC ${sources})
  target_include_directories(sohoa_${name} PUBLIC ${CMAKE_SOURCE_DIR}/lib)
  list(TRANSFORM room_ROOMS PREPEND sohoa_)
  target_link_libraries(sohoa_${name} PUBLIC ${room_ROOMS} ${room_LIBS} Threads::Threads)
endfunction()

# sohoa_program(NAME SOURCES … ROOMS … [LIBS …])
function(sohoa_program name)
  cmake_parse_arguments(program "" "" "SOURCES;ROOMS;LIBS" ${ARGN})
  add_executable(${name} ${program_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  list(TRANSFORM program_ROOMS PREPEND sohoa_)
  target_link_libraries(${name} PRIVATE ${program_ROOMS} ${program_LIBS})
endfunction()
