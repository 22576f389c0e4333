# Lists the libraries that the tools are built with, and their versions and licences, as CycloneDX 1.5
# (https://cyclonedx.org): BUILD/imrec.cdx.json, which is installed beside the licence. The same
# build gives the same bytes.

# imrec_read_version(VARIABLE FILE MACRO...): joins the numbers of #define MACRO in a header by dots, or
# takes the text of a single one.
function(imrec_read_version variable file)
  set(parts)
  if(NOT EXISTS ${file})
    set(${variable} "" PARENT_SCOPE)
    return()
  endif()
  foreach(macro ${ARGN})
    file(STRINGS ${file} line REGEX "^#[ \t]*define[ \t]+${macro}[ \t]")
    string(REGEX REPLACE "^#[ \t]*define[ \t]+${macro}[ \t]+\"?([0-9][0-9.a-z]*).*" "\\1" part "${line}")
    list(APPEND parts "${part}")
  endforeach()
  list(JOIN parts . version)
  set(${variable} "${version}" PARENT_SCOPE)
endfunction()

# imrec_add_component(NAME VERSION LICENCE URL [SONAME...]): SONAMEs are those of the shared libraries;
# libraries of headers alone have none.
set(imrec_components "[]")
set(imrec_references "[]")
function(imrec_add_component name version licence url)
  if(NOT version)
    set(version unknown)
  endif()
  set(reference "${name}@${version}")
  set(sonames)
  foreach(soname ${ARGN})
    list(APPEND sonames "{\"name\": \"imrec:library\", \"value\": \"${soname}\"}")
  endforeach()
  list(JOIN sonames ", " sonames)
  string(JSON count LENGTH "${imrec_components}")
  string(
    JSON components SET "${imrec_components}" ${count}
    "{\"type\": \"library\", \"bom-ref\": \"${reference}\", \"name\": \"${name}\",
      \"version\": \"${version}\", \"licenses\": [{\"expression\": \"${licence}\"}],
      \"purl\": \"pkg:generic/${reference}\",
      \"externalReferences\": [{\"type\": \"website\", \"url\": \"${url}\"}],
      \"properties\": [${sonames}]}")
  string(JSON references SET "${imrec_references}" ${count} "\"${reference}\"")
  set(imrec_components "${components}" PARENT_SCOPE)
  set(imrec_references "${references}" PARENT_SCOPE)
endfunction()

find_path(JPEG_CONFIG_INCLUDE_DIR jconfig.h HINTS ${JPEG_INCLUDE_DIRS})
mark_as_advanced(JPEG_CONFIG_INCLUDE_DIR)
imrec_read_version(version ${JPEG_CONFIG_INCLUDE_DIR}/jconfig.h LIBJPEG_TURBO_VERSION)
imrec_add_component(libjpeg-turbo "${version}" "IJG AND BSD-3-Clause AND Zlib"
                    https://libjpeg-turbo.org libjpeg.so)
imrec_add_component(libpng "${PNG_VERSION_STRING}" libpng-2.0 http://www.libpng.org libpng16.so)
imrec_add_component(highway "${hwy_VERSION}" "Apache-2.0 OR BSD-3-Clause"
                    https://github.com/google/highway libhwy.so)
imrec_add_component(tinyxml2 "${tinyxml2_VERSION}" Zlib https://github.com/leethomason/tinyxml2
                    libtinyxml2.so)
imrec_add_component(nlohmann-json "${nlohmann_json_VERSION}" MIT https://json.nlohmann.me)
imrec_add_component(yaml-cpp "${yaml-cpp_VERSION}" MIT https://github.com/jbeder/yaml-cpp
                    libyaml-cpp.so)
imrec_add_component(protobuf "${Protobuf_VERSION}" BSD-3-Clause https://protobuf.dev libprotobuf.so)
imrec_read_version(version ${ZSTD_INCLUDE_DIR}/zstd.h ZSTD_VERSION_MAJOR ZSTD_VERSION_MINOR
                   ZSTD_VERSION_RELEASE)
imrec_add_component(zstd "${version}" "BSD-3-Clause OR GPL-2.0-only" https://facebook.github.io/zstd
                    libzstd.so)
imrec_read_version(version ${XXHASH_INCLUDE_DIR}/xxhash.h XXH_VERSION_MAJOR XXH_VERSION_MINOR
                   XXH_VERSION_RELEASE)
imrec_add_component(xxhash "${version}" BSD-2-Clause https://xxhash.com)
if(IMREC_WITH_TIFF)
  imrec_add_component(libtiff "${TIFF_VERSION_STRING}" libtiff https://libtiff.gitlab.io/libtiff
                      libtiff.so)
endif()
if(IMREC_WITH_WEBP)
  # Its headers have the version of the interface alone.
  set(version)
  get_filename_component(library_dir ${WEBP_LIBRARY} DIRECTORY)
  if(EXISTS ${library_dir}/pkgconfig/libwebp.pc)
    file(STRINGS ${library_dir}/pkgconfig/libwebp.pc version REGEX "^Version:")
    string(REGEX REPLACE "^Version: *" "" version "${version}")
  endif()
  imrec_add_component(libwebp "${version}" BSD-3-Clause https://developers.google.com/speed/webp
                      libwebp.so libwebpdemux.so)
endif()
if(IMREC_WITH_CURL)
  imrec_add_component(curl "${CURL_VERSION_STRING}" curl https://curl.se libcurl.so)
  imrec_add_component(openssl "${OPENSSL_VERSION}" Apache-2.0 https://www.openssl.org libcrypto.so)
endif()
if(IMREC_BUILD_TOOLS)
  find_package(CLI11 REQUIRED)
  imrec_add_component(cli11 "${CLI11_VERSION}" BSD-3-Clause https://github.com/CLIUtils/CLI11)
endif()
if(IMREC_BUILD_TOOLS AND IMREC_WITH_TEXT)
  imrec_add_component(freetype "${FREETYPE_VERSION_STRING}" "FTL OR GPL-2.0-or-later"
                      https://freetype.org libfreetype.so)
  imrec_read_version(version ${HARFBUZZ_INCLUDE_DIR}/hb-version.h HB_VERSION_STRING)
  imrec_add_component(harfbuzz "${version}" MIT-Modern-Variant https://harfbuzz.github.io
                      libharfbuzz.so)
  imrec_read_version(version ${FRIBIDI_INCLUDE_DIR}/fribidi-config.h FRIBIDI_VERSION)
  imrec_add_component(fribidi "${version}" LGPL-2.1-or-later https://github.com/fribidi/fribidi
                      libfribidi.so)
  imrec_add_component(fontconfig "${Fontconfig_VERSION}" HPND-sell-variant
                      https://www.freedesktop.org/wiki/Software/fontconfig libfontconfig.so)
endif()

set(bill
    "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \"version\": 1,
      \"metadata\": {\"component\": {\"type\": \"application\", \"bom-ref\": \"imrec\", \"name\": \"imrec\",
        \"version\": \"${PROJECT_VERSION}\", \"licenses\": [{\"license\": {\"id\": \"Apache-2.0\"}}]}},
      \"components\": [], \"dependencies\": [{\"ref\": \"imrec\", \"dependsOn\": []}]}")
string(JSON bill SET "${bill}" components "${imrec_components}")
string(JSON bill SET "${bill}" dependencies 0 dependsOn "${imrec_references}")
file(CONFIGURE OUTPUT imrec.cdx.json CONTENT "${bill}\n" @ONLY)
