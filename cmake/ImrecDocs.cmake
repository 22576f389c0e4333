# cmake --build BUILD --target docs: writes the API reference of the public headers to
# BUILD/docs/html. Doxygen's warnings are errors.
find_package(Doxygen QUIET)
if(NOT DOXYGEN_FOUND)
  message(STATUS "API reference: off (Doxygen is not installed)")
  return()
endif()
set(DOXYGEN_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/docs)
set(DOXYGEN_USE_MDFILE_AS_MAINPAGE ${PROJECT_SOURCE_DIR}/docs/library.md)
set(DOXYGEN_STRIP_FROM_PATH ${PROJECT_SOURCE_DIR})
set(DOXYGEN_FILE_PATTERNS *.h *.md)
set(DOXYGEN_FILTER_PATTERNS "*.h=${PROJECT_SOURCE_DIR}/cmake/doxygen-filter.awk")
set(DOXYGEN_EXTRACT_ALL YES)
set(DOXYGEN_WARN_IF_UNDOCUMENTED NO)
set(DOXYGEN_WARN_AS_ERROR FAIL_ON_WARNINGS)
set(DOXYGEN_HAVE_DOT NO)
set(DOXYGEN_MACRO_EXPANSION YES)
set(DOXYGEN_EXPAND_ONLY_PREDEF YES)
set(DOXYGEN_PREDEFINED IMREC_EXPORT=)
set(DOXYGEN_GENERATE_LATEX NO)
set(DOXYGEN_QUIET YES)
doxygen_add_docs(
  docs
  recordio/error recordio/include image/include augment/include voc/include im2rec/include
  reader/include cmake/include docs/library.md docs/reading.md docs/remote.md docs/cluster.md
  docs/scale.md docs/augmentation.md docs/performance.md
  COMMENT "API reference in ${PROJECT_BINARY_DIR}/docs/html")
