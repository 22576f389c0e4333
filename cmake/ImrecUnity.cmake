# With IMREC_UNITY, up to twelve files of a folder are compiled together, which takes less than half of the
# time: headers are read once, and what they define is compiled once. Therefore names in anonymous namespaces
# differ within a folder. A file that cannot share its scope has the property SKIP_UNITY_BUILD_INCLUSION.

# imrec_unite(TARGET): groups the sources that the target has at the end of its CMakeLists.txt.
function(imrec_unite target)
  if(IMREC_UNITY)
    cmake_language(EVAL CODE "cmake_language(DEFER CALL imrec_group_sources ${target})")
  endif()
endfunction()

function(imrec_group_sources target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cc$")
  list(TRANSFORM sources PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" REGEX "^[^/]")
  list(SORT sources)
  foreach(source ${sources})
    get_filename_component(folder ${source} DIRECTORY)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${folder})
    string(MAKE_C_IDENTIFIER "${name}" name)
    if(NOT DEFINED files_${name})
      set(files_${name} 0)
    endif()
    math(EXPR chunk "${files_${name}} / 12")
    math(EXPR files_${name} "${files_${name}} + 1")
    set_property(SOURCE ${source} PROPERTY UNITY_GROUP ${name}_${chunk})
  endforeach()
endfunction()
