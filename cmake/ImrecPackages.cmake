# cpack: makes Debian packages. imrec contains the tools, libimrec-dev the files for building against
# imrec, and, with BUILD_SHARED_LIBS, libimrec0.2 the shared library that programs then use. With
# IMREC_BUILD_PYTHON, python3-imrec contains the Python package.
# With CMAKE_INSTALL_PREFIX=/usr, libraries are installed into the folder of the architecture.
# The maintainer is taken from DEBFULLNAME and DEBEMAIL, as Debian's tools do, or is given as
# CPACK_PACKAGE_CONTACT.
set(contact "imrec <imrec@localhost>")
if(DEFINED ENV{DEBFULLNAME} AND DEFINED ENV{DEBEMAIL})
  set(contact "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(CPACK_PACKAGE_CONTACT "${contact}" CACHE STRING
    "Maintainer of packages: NAME <ADDRESS>")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR imrec)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL imrec_dev)
set(version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})

# The summary of each package is the first line of its description.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(about "imrec packs images and their labels into RecordIO files, as MXNet's
im2rec does, augments them as SSD detectors are trained, and reads them in
the same order on every run.
.")

set(CPACK_DEBIAN_IMREC_DEV_PACKAGE_NAME libimrec-dev)
set(CPACK_DEBIAN_IMREC_DEV_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_IMREC_DEV_DESCRIPTION
    "RecordIO image data sets - development files\n${about}
This package has the headers, and files for CMake's find_package and for
pkg-config.")

if(BUILD_SHARED_LIBS)
  list(APPEND CPACK_COMPONENTS_ALL imrec_runtime)
  get_target_property(soversion imrec SOVERSION)
  set(library libimrec${soversion})
  set(CPACK_DEBIAN_IMREC_RUNTIME_PACKAGE_NAME ${library})
  set(CPACK_DEBIAN_IMREC_RUNTIME_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_IMREC_RUNTIME_PACKAGE_SHLIBDEPS ON)
  set(CPACK_COMPONENT_IMREC_RUNTIME_DESCRIPTION
      "RecordIO image data sets - shared library\n${about}
This package has the library that programs use.")
  set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
  set(CPACK_DEBIAN_IMREC_RUNTIME_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/package/triggers)
  set(CPACK_DEBIAN_IMREC_DEV_PACKAGE_DEPENDS "${library} (= ${version})")
else()
  # The dependencies of the static libraries.
  set(CPACK_DEBIAN_IMREC_DEV_PACKAGE_DEPENDS
      "libjpeg-dev, libpng-dev, libhwy-dev, libprotobuf-dev, libyaml-cpp-dev, libzstd-dev")
  if(IMREC_WITH_TIFF)
    string(APPEND CPACK_DEBIAN_IMREC_DEV_PACKAGE_DEPENDS ", libtiff-dev")
  endif()
  if(IMREC_WITH_WEBP)
    string(APPEND CPACK_DEBIAN_IMREC_DEV_PACKAGE_DEPENDS ", libwebp-dev")
  endif()
  if(IMREC_WITH_CURL)
    string(APPEND CPACK_DEBIAN_IMREC_DEV_PACKAGE_DEPENDS
           ", libcurl4-openssl-dev, libssl-dev, libtinyxml2-dev")
  endif()
endif()

if(IMREC_BUILD_TOOLS)
  list(APPEND CPACK_COMPONENTS_ALL imrec_tools)
  set(CPACK_DEBIAN_IMREC_TOOLS_PACKAGE_NAME imrec)
  set(CPACK_DEBIAN_IMREC_TOOLS_PACKAGE_SECTION science)
  set(CPACK_DEBIAN_IMREC_TOOLS_PACKAGE_SHLIBDEPS ON)
  if(IMREC_WITH_TEXT)
    set(CPACK_DEBIAN_IMREC_TOOLS_PACKAGE_RECOMMENDS "fonts-dejavu-core")
  endif()
  set(CPACK_COMPONENT_IMREC_TOOLS_DESCRIPTION
      "RecordIO image data sets - command-line tools\n${about}
This package has im2rec and voc2lst, which make data sets, and imrec, which
checks, shows, converts and measures them.")
endif()

if(IMREC_BUILD_PYTHON)
  # The extension module is for one version of Python.
  math(EXPR next_minor "${Python_VERSION_MINOR} + 1")
  list(APPEND CPACK_COMPONENTS_ALL imrec_python)
  set(CPACK_DEBIAN_IMREC_PYTHON_PACKAGE_NAME python3-imrec)
  set(CPACK_DEBIAN_IMREC_PYTHON_PACKAGE_SECTION python)
  set(CPACK_DEBIAN_IMREC_PYTHON_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_IMREC_PYTHON_PACKAGE_DEPENDS
      "python3 (>= 3.${Python_VERSION_MINOR}), python3 (<< 3.${next_minor}), python3-numpy, \
imrec (= ${version})")
  set(CPACK_DEBIAN_IMREC_PYTHON_PACKAGE_SUGGESTS "python3-torch")
  set(CPACK_COMPONENT_IMREC_PYTHON_DESCRIPTION
      "RecordIO image data sets - Python package\n${about}
This package has loaders for NumPy and PyTorch, and modules that read and
write records in the place of MXNet's.")
endif()

# Applies Debian's rules where they differ from cmake --install.
set(IMREC_DEBIAN_VERSION ${version})
set(IMREC_DEBIAN_PACKAGES)
foreach(component ${CPACK_COMPONENTS_ALL})
  string(TOUPPER ${component} key)
  list(APPEND IMREC_DEBIAN_PACKAGES ${component}=${CPACK_DEBIAN_${key}_PACKAGE_NAME})
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/package/debian.cmake.in debian.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_BINARY_DIR}/debian.cmake)
include(CPack)
