# Finds out which optional features of libjpeg are available.
include(CheckCXXSourceCompiles)
include(CMakePushCheckState)

cmake_push_check_state(RESET)
set(CMAKE_REQUIRED_LIBRARIES JPEG::JPEG)
set(CMAKE_REQUIRED_QUIET ON)
check_cxx_source_compiles(
  "#include <cstdio>
   #include <jpeglib.h>
   int main() {
     jpeg_decompress_struct info{};
     JDIMENSION left = 0;
     JDIMENSION width = 1;
     jpeg_crop_scanline(&info, &left, &width);
     return jpeg_skip_scanlines(&info, 1) != 0;
   }"
  IMREC_JPEG_CAN_CROP)
cmake_pop_check_state()

if(NOT IMREC_JPEG_CAN_CROP)
  list(JOIN JPEG_LIBRARIES " " found)
  message(
    FATAL_ERROR
      "imrec needs libjpeg-turbo 1.5 or later, which has jpeg_crop_scanline(); ${found} does not "
      "have it. Debian's package is libjpeg62-turbo-dev, Ubuntu's libjpeg-turbo8-dev; for one that "
      "is installed elsewhere, set JPEG_INCLUDE_DIR and JPEG_LIBRARY and configure a new folder.")
endif()

option(IMREC_JPEG_PLANES "Decode common JPEGs to planes, without libjpeg's decompressor" ON)
if(IMREC_JPEG_PLANES)
  message(STATUS "JPEG planes: on")
else()
  message(STATUS "JPEG planes: off (IMREC_JPEG_PLANES is off); augmenting JPEGs takes longer")
endif()
# Targets that need it get a definition.
set(IMREC_JPEG_PLANES_DEFINITION IMREC_JPEG_PLANES=$<BOOL:${IMREC_JPEG_PLANES}>)
