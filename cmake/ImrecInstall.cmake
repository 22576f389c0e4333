# cmake --install: libraries with their headers, the three tools, and imrec-config.cmake.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY IMREC_LIBRARIES)
install(
  TARGETS imrec imrec_error ${libraries}
  EXPORT imrecTargets
  FILE_SET HEADERS)
get_property(tools GLOBAL PROPERTY IMREC_TOOLS)
if(tools)
  install(TARGETS ${tools})
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/imrec)
install(EXPORT imrecTargets NAMESPACE imrec:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/imrec-config.cmake.in
                              imrec-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(imrec-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/imrec-config.cmake
              ${PROJECT_BINARY_DIR}/imrec-config-version.cmake DESTINATION ${package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
