# cmake --install: installs libraries and headers, the three tools with manual pages and completions,
# imrec-config.cmake and imrec.pc. Components: imrec_tools, imrec_runtime (libimrec.so), imrec_dev.
include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY IMREC_LIBRARIES)
install(
  TARGETS imrec imrec_error ${libraries}
  EXPORT imrecTargets
  ARCHIVE COMPONENT imrec_dev
  LIBRARY COMPONENT imrec_runtime NAMELINK_COMPONENT imrec_dev
  FILE_SET HEADERS COMPONENT imrec_dev)
get_property(tools GLOBAL PROPERTY IMREC_TOOLS)
if(tools)
  install(TARGETS ${tools} RUNTIME COMPONENT imrec_tools)
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/imrec)
install(EXPORT imrecTargets NAMESPACE imrec:: DESTINATION ${package_dir} COMPONENT imrec_dev)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/imrec-config.cmake.in
                              imrec-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(imrec-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/imrec-config.cmake
              ${PROJECT_BINARY_DIR}/imrec-config-version.cmake
        DESTINATION ${package_dir} COMPONENT imrec_dev)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT imrec_tools)
if(PROJECT_IS_TOP_LEVEL)
  install(FILES ${PROJECT_BINARY_DIR}/imrec.cdx.json DESTINATION ${CMAKE_INSTALL_DOCDIR}
          COMPONENT imrec_tools)
endif()

# pkg-config. The static libraries are listed in the order in which they must be linked: each before
# those that it uses. A static library does not list its dependencies, so imrec.pc does; libimrec.so
# lists its own.
if(BUILD_SHARED_LIBS)
  set(IMREC_PC_LIBS "-limrec")
  set(IMREC_PC_REQUIRES)
else()
  set(IMREC_PC_REMOTE)
  set(IMREC_PC_REMOTE_REQUIRES)
  if(IMREC_WITH_CURL)
    set(IMREC_PC_REMOTE " -ltinyxml2 -lcurl -lcrypto")
    set(IMREC_PC_REMOTE_REQUIRES " tinyxml2 libcurl libcrypto")
  endif()
  # libtiff may use libwebp, libjpeg and libzstd itself.
  set(IMREC_PC_FORMATS)
  set(IMREC_PC_FORMATS_REQUIRES)
  if(IMREC_WITH_TIFF)
    string(APPEND IMREC_PC_FORMATS " -ltiff")
    string(APPEND IMREC_PC_FORMATS_REQUIRES " libtiff-4")
  endif()
  if(IMREC_WITH_WEBP)
    string(APPEND IMREC_PC_FORMATS " -lwebpdemux -lwebp")
    string(APPEND IMREC_PC_FORMATS_REQUIRES " libwebpdemux libwebp")
  endif()
  set(IMREC_PC_LIBS "-limrec_reader -limrec_voc -limrec_im2rec -limrec_augment -limrec_image \
-limrec_recordio -lprotobuf -lyaml-cpp${IMREC_PC_FORMATS} -ljpeg -lpng -lhwy -lzstd${IMREC_PC_REMOTE} -pthread")
  set(IMREC_PC_REQUIRES "Requires.private: libjpeg libpng libhwy protobuf yaml-cpp libzstd${IMREC_PC_FORMATS_REQUIRES}${IMREC_PC_REMOTE_REQUIRES}")
endif()
# The file computes its prefix from its own location, so that the installation can be moved.
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
string(REGEX REPLACE "[^/]+" ".." IMREC_PC_PREFIX ${pkgconfig_dir})
configure_file(${PROJECT_SOURCE_DIR}/cmake/imrec.pc.in imrec.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/imrec.pc DESTINATION ${pkgconfig_dir}
        COMPONENT imrec_dev)
