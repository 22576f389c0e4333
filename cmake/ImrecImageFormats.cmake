# Decides which image formats are built in besides JPEG, PNG and raw. BMP and PNM need no library. With
# AUTO, the default of TIFF and WebP, a format is omitted if its library is absent.
option(IMREC_WITH_BMP "Read BMP images" ON)
option(IMREC_WITH_PNM "Read PNM images: PBM, PGM, PPM and PAM" ON)
set(IMREC_WITH_TIFF AUTO CACHE STRING "Read TIFF images by libtiff: ON, OFF or AUTO")
set(IMREC_WITH_WEBP AUTO CACHE STRING "Read WebP images by libwebp: ON, OFF or AUTO")

# Only from version 4.5 can libtiff limit its memory, and report errors per file.
if(IMREC_WITH_TIFF STREQUAL AUTO)
  find_package(TIFF 4.5 QUIET)
  if(TIFF_FOUND)
    set(IMREC_WITH_TIFF ON)
  else()
    set(IMREC_WITH_TIFF OFF)
  endif()
elseif(IMREC_WITH_TIFF)
  find_package(TIFF 4.5 REQUIRED)
endif()

# libwebpdemux finds the first frame of animations. Debian's packages have no files for CMake.
if(IMREC_WITH_WEBP)
  find_path(WEBP_INCLUDE_DIR webp/demux.h)
  find_library(WEBP_LIBRARY webp)
  find_library(WEBPDEMUX_LIBRARY webpdemux)
  mark_as_advanced(WEBP_INCLUDE_DIR WEBP_LIBRARY WEBPDEMUX_LIBRARY)
  if(WEBP_INCLUDE_DIR AND WEBP_LIBRARY AND WEBPDEMUX_LIBRARY)
    set(IMREC_WITH_WEBP ON)
  elseif(IMREC_WITH_WEBP STREQUAL AUTO)
    set(IMREC_WITH_WEBP OFF)
  else()
    message(FATAL_ERROR "IMREC_WITH_WEBP is on, but libwebp or libwebpdemux is not found. Debian's "
                        "package is libwebp-dev")
  endif()
endif()

# Targets that need to know get definitions; IMREC_IMAGE_FORMATS is the list of names for --version.
set(IMREC_IMAGE_FORMATS "JPEG PNG")
set(IMREC_IMAGE_FORMAT_DEFINITIONS)
foreach(format BMP PNM TIFF WEBP)
  if(IMREC_WITH_${format})
    string(APPEND IMREC_IMAGE_FORMATS " ${format}")
  endif()
  list(APPEND IMREC_IMAGE_FORMAT_DEFINITIONS IMREC_WITH_${format}=$<BOOL:${IMREC_WITH_${format}}>)
endforeach()
string(REPLACE WEBP WebP IMREC_IMAGE_FORMATS "${IMREC_IMAGE_FORMATS}")
message(STATUS "Image formats: ${IMREC_IMAGE_FORMATS}")
