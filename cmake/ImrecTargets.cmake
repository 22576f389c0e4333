# Functions that define imrec's targets: one library per folder, one set of warnings, and no flags
# forced on users.

# Without a build type, a parent project would get imrec without optimisation, which is about twenty
# times slower.
set(IMREC_OPTIMISATION)
if(NOT PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES
   AND NOT CMAKE_CXX_FLAGS MATCHES "-O")
  set(IMREC_OPTIMISATION -O3)
  message(NOTICE "imrec: CMAKE_BUILD_TYPE is not set; imrec's own targets are built with -O3")
endif()

# imrec_target_defaults(TARGET): sets the language standard, and the project's warnings, which are not
# exported.
function(imrec_target_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                             $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wthread-safety>
                                             $<$<BOOL:${IMREC_WERROR}>:-Werror>)
    # GCC 12 warns of "text" + std::string, wrongly (its bug 105651).
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      target_compile_options(${target} PRIVATE -Wno-restrict)
    endif()
    # Fused multiply-adds round differently, so they are disabled to get the same batches on every
    # processor.
    target_compile_options(${target} PRIVATE -ffp-contract=off ${IMREC_OPTIMISATION})
  endif()
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  imrec_harden(${target})
  imrec_unite(${target})
endfunction()

# imrec_hide_symbols(TARGET): exports only what is marked IMREC_EXPORT.
function(imrec_hide_symbols target)
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()

# imrec_add_library(FOLDER SOURCES...): adds the static library of one folder, imrec_FOLDER, with its
# public headers in FOLDER/include/imrec. imrec's own folders, tools and tests link imrec_FOLDER, which
# also offers what is not public. Users link imrec::FOLDER: the same library or, with
# BUILD_SHARED_LIBS, libimrec.so, which contains all folders and exports only what is marked
# IMREC_EXPORT.
function(imrec_add_library folder)
  set(target imrec_${folder})
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/include/imrec/*.h)
  add_library(${target} STATIC ${ARGN})
  imrec_hide_symbols(${target})
  if(BUILD_SHARED_LIBS)
    set(linked ${target}_shared)
    add_library(${linked} INTERFACE)
    target_link_libraries(${linked} INTERFACE imrec)
    # The whole archive, and the target for what it needs itself.
    target_link_libraries(
      imrec PRIVATE -Wl,--whole-archive,$<TARGET_FILE:${target}>,--no-whole-archive ${target})
    target_sources(imrec PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${headers})
  else()
    set(linked ${target})
    target_link_libraries(imrec INTERFACE ${target})
  endif()
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${headers})
  add_library(imrec::${folder} ALIAS ${linked})
  set_target_properties(${linked} PROPERTIES EXPORT_NAME ${folder})
  imrec_target_defaults(${target})
  imrec_precompile(${target} imrec_standard_headers)
  set_property(GLOBAL APPEND PROPERTY IMREC_LIBRARIES ${linked})
endfunction()

# imrec_use_highway(TARGET): links Highway for vector kernels. The kernels store vectors in structures,
# which is impossible for vectors without a fixed size, so those are disabled. Without any instruction
# set, one value at a time is enough: to emulate vectors, as Highway does where the compiler can, takes
# clang minutes with sanitizers. The definitions are set on the target, because hwy::hwy may be shared
# with other projects.
function(imrec_use_highway target)
  target_link_libraries(${target} PRIVATE hwy::hwy)
  target_compile_definitions(
    ${target} PRIVATE HWY_BROKEN_EMU128=1
                      "HWY_DISABLED_TARGETS=(HWY_SVE|HWY_SVE2|HWY_SVE_256|HWY_SVE2_128|HWY_RVV)")
endfunction()

# imrec_add_tool(NAME SOURCES...): adds a command-line program.
function(imrec_add_tool name)
  set(target imrec_tool_${name})
  add_executable(${target} ${ARGN})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name})
  imrec_target_defaults(${target})
  imrec_precompile(${target} imrec_tool_headers)
  set_property(GLOBAL APPEND PROPERTY IMREC_TOOLS ${target})
endfunction()

# imrec_generate_manuals(): writes the manual page and the completions of each tool, which the tool
# prints, to BUILD/manuals. There are none if the tools cannot run on the build machine.
function(imrec_generate_manuals)
  if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    message(STATUS "Manual pages and completions: off (the tools are for another machine)")
    return()
  endif()
  set(directory ${PROJECT_BINARY_DIR}/manuals)
  file(MAKE_DIRECTORY ${directory})
  get_property(tools GLOBAL PROPERTY IMREC_TOOLS)
  foreach(target ${tools})
    get_target_property(name ${target} OUTPUT_NAME)
    foreach(kind man bash zsh fish)
      set(file ${directory}/${name}.${kind})
      add_custom_command(
        OUTPUT ${file} COMMAND ${target} --generate ${kind} > ${file} DEPENDS ${target} VERBATIM)
      list(APPEND files ${file})
      if(IMREC_INSTALL)
        imrec_install_manual(${file} ${name} ${kind})
      endif()
    endforeach()
  endforeach()
  add_custom_target(imrec_manuals ALL DEPENDS ${files})
endfunction()

# The folders in which each kind is installed.
function(imrec_install_manual file name kind)
  if(kind STREQUAL man)
    install(FILES ${file} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 RENAME ${name}.1 COMPONENT imrec_tools)
  elseif(kind STREQUAL bash)
    install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
            RENAME ${name} COMPONENT imrec_tools)
  elseif(kind STREQUAL zsh)
    install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _${name}
            COMPONENT imrec_tools)
  else()
    install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
            RENAME ${name}.fish COMPONENT imrec_tools)
  endif()
endfunction()
