# synfin_precompiled(<target> HEADERS … OPTIONS …): headers that many sources include, parsed once; other targets
# that compile with the same options use it with target_precompile_headers(… REUSE_FROM <target>).
function(synfin_precompiled target)
  cmake_parse_arguments(ARG "" "" "HEADERS;OPTIONS" ${ARGN})
  file(CONFIGURE OUTPUT ${target}.cpp CONTENT "")
  add_library(${target} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  target_compile_options(${target} PRIVATE ${ARG_OPTIONS})
  target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
endfunction()
