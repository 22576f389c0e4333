# Precompiled headers, for those who change files: more than half of the time of a tool or test goes into
# headers of the standard library, GoogleTest, CLI11 and nlohmann_json, and a third of that of a library.

# imrec_compile_quickly(TARGET HEADERS_TARGET): optimises less where compiling takes longer than running:
# not in tests, nor in tools in debug builds, and little in tools in release builds. Tests need no counters of
# fuzz targets.
function(imrec_compile_quickly target headers)
  if(headers STREQUAL imrec_test_headers)
    target_compile_options(${target} PRIVATE -O0)
    if(CMAKE_CXX_FLAGS_DEBUG MATCHES "-fsanitize=[a-z,-]*fuzzer-no-link")
      target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-fno-sanitize=fuzzer-no-link>)
    endif()
  elseif(headers MATCHES "^imrec_tool")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O0> $<$<CONFIG:Release>:-O1>)
  endif()
endfunction()

# imrec_add_precompiled(TARGET KIND HEADERS...): adds a library whose precompiled headers other targets
# use, which are libraries or executables as KIND says.
function(imrec_add_precompiled target kind)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "// The headers are compiled with this file.\n")
  add_library(${target} OBJECT ${source})
  imrec_target_defaults(${target})
  imrec_compile_quickly(${target} ${target})
  if(kind STREQUAL executables)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIE)
  else()
    imrec_hide_symbols(${target})
  endif()
  target_precompile_headers(${target} PRIVATE ${ARGN})
  # So that ccache knows the headers again after they were compiled again.
  target_compile_options(
    ${target} PRIVATE "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endfunction()

# imrec_precompile(TARGET HEADERS_TARGET): uses the precompiled headers of another target, whose
# compile options TARGET must share.
function(imrec_precompile target headers)
  imrec_compile_quickly(${target} ${headers})
  if(TARGET ${headers})
    target_precompile_headers(${target} REUSE_FROM ${headers})
    # GCC takes precompiled headers for files of the project, and warns of what it inlines from them.
    target_compile_options(
      ${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow;-Wno-array-bounds>)
  endif()
endfunction()

set(standard_headers <algorithm> <array> <chrono> <cmath> <filesystem> <functional> <map> <memory>
                     <mutex> <optional> <set> <span> <string> <string_view> <system_error> <vector>)
if(IMREC_PRECOMPILE_HEADERS)
  imrec_add_precompiled(imrec_standard_headers libraries ${standard_headers})
endif()
if(IMREC_PRECOMPILE_HEADERS AND IMREC_BUILD_TOOLS)
  find_package(CLI11 REQUIRED)
  find_package(nlohmann_json REQUIRED)
  set(tool_headers ${standard_headers} <CLI/CLI.hpp> <nlohmann/json.hpp>)
  imrec_add_precompiled(imrec_tool_library_headers libraries ${tool_headers})
  imrec_add_precompiled(imrec_tool_headers executables ${tool_headers})
  foreach(target imrec_tool_library_headers imrec_tool_headers)
    target_link_libraries(${target} PRIVATE CLI11::CLI11 nlohmann_json::nlohmann_json)
  endforeach()
endif()
if(IMREC_PRECOMPILE_HEADERS AND IMREC_BUILD_TESTS)
  find_package(GTest REQUIRED)
  imrec_add_precompiled(imrec_test_headers executables ${standard_headers} <fstream> <random> <thread>
                        <gmock/gmock.h> <gtest/gtest.h>)
  target_link_libraries(imrec_test_headers PRIVATE GTest::gmock)
endif()
