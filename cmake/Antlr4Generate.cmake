# antlr4_grammar(<target> GRAMMAR file.g4 NAMESPACE ns): a static library with the lexer, parser and visitor that ANTLR generates.
find_program(ANTLR4_TOOL antlr4 REQUIRED)
find_package(antlr4-runtime 4.9 REQUIRED)

function(antlr4_grammar target)
  cmake_parse_arguments(ARG "" "GRAMMAR;NAMESPACE" "" ${ARGN})
  get_filename_component(base ${ARG_GRAMMAR} NAME_WE)
  get_filename_component(grammar ${ARG_GRAMMAR} ABSOLUTE)
  get_filename_component(folder ${grammar} DIRECTORY)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/antlr)
  foreach(part Lexer Parser Visitor BaseVisitor)
    list(APPEND sources ${out}/${base}${part}.cpp)
    list(APPEND headers ${out}/${base}${part}.h)
  endforeach()
  # From the grammar's own folder: otherwise -o repeats the path of the input below the output.
  add_custom_command(OUTPUT ${sources} ${headers}
    COMMAND ${ANTLR4_TOOL} -Dlanguage=Cpp -Werror -visitor -no-listener -package ${ARG_NAMESPACE} -o ${out} ${base}.g4
    WORKING_DIRECTORY ${folder} DEPENDS ${grammar} COMMENT "ANTLR ${base}.g4" VERBATIM)
  add_library(${target} STATIC ${sources})
  # Version 4.7.2 of the tool writes u8"" literals, which are char8_t in C++20, and other things that warn.
  target_compile_options(${target} PRIVATE -fno-char8_t -w -O1)
  target_include_directories(${target} SYSTEM PUBLIC ${out} ${ANTLR4_INCLUDE_DIR})
  # Debian's antlr4_shared target asks for -luuid, which libantlr4-runtime-dev does not install: link the library file itself.
  get_target_property(library antlr4_shared IMPORTED_LOCATION_NONE)
  if(NOT TARGET antlr4_runtime_library)
    add_library(antlr4_runtime_library SHARED IMPORTED GLOBAL)
    set_target_properties(antlr4_runtime_library PROPERTIES IMPORTED_LOCATION ${library})
  endif()
  target_link_libraries(${target} PUBLIC antlr4_runtime_library)
endfunction()
