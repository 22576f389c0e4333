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
# jpegint.h is a private header that not every package installs. It declares the inverse DCTs.
check_cxx_source_compiles(
  "#include <cstdio>
   #include <jpeglib.h>
   extern \"C\" {
   #include <jpegint.h>
   }
   int main() { return jpeg_inverse_dct().inverse_DCT[0] != nullptr; }"
  IMREC_JPEGINT_FOUND)
cmake_pop_check_state()

if(NOT IMREC_JPEG_CAN_CROP)
  list(JOIN JPEG_LIBRARIES " " found)
  message(
    FATAL_ERROR
      "imrec needs libjpeg-turbo 1.5 or later, which has jpeg_crop_scanline(); ${found} does not "
      "have it. Debian's package is libjpeg62-turbo-dev, Ubuntu's libjpeg-turbo8-dev; for one that "
      "is installed elsewhere, set JPEG_INCLUDE_DIR and JPEG_LIBRARY and configure a new folder.")
endif()

option(IMREC_JPEG_PLANES "Decode common JPEGs to planes, with libjpeg's private header jpegint.h"
       ${IMREC_JPEGINT_FOUND})
if(IMREC_JPEG_PLANES AND NOT IMREC_JPEGINT_FOUND)
  message(FATAL_ERROR "IMREC_JPEG_PLANES is on, but libjpeg's header jpegint.h cannot be used")
endif()
if(IMREC_JPEG_PLANES)
  message(STATUS "JPEG planes: on (jpegint.h found)")
elseif(IMREC_JPEGINT_FOUND)
  message(STATUS "JPEG planes: off (IMREC_JPEG_PLANES is off)")
else()
  message(STATUS "JPEG planes: off (jpegint.h not found); augmenting JPEGs takes longer")
endif()
# Targets that need it get a definition.
set(IMREC_JPEG_PLANES_DEFINITION IMREC_JPEG_PLANES=$<BOOL:${IMREC_JPEG_PLANES}>)
