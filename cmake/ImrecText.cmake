# Decides by what text is drawn on images. With IMREC_WITH_TEXT=AUTO, the built-in ASCII font is used if
# one of the libraries is absent.
set(IMREC_WITH_TEXT AUTO
    CACHE STRING "Draw text by FreeType, HarfBuzz, FriBidi and Fontconfig: ON, OFF or AUTO")
set_property(CACHE IMREC_WITH_TEXT PROPERTY STRINGS AUTO ON OFF)

if(IMREC_WITH_TEXT)
  find_package(Freetype 2.10 QUIET)
  find_package(Fontconfig 2.13 QUIET)
  # Not every distribution has files for CMake of these.
  find_path(HARFBUZZ_INCLUDE_DIR hb-ft.h PATH_SUFFIXES harfbuzz)
  find_library(HARFBUZZ_LIBRARY harfbuzz)
  find_path(FRIBIDI_INCLUDE_DIR fribidi.h PATH_SUFFIXES fribidi)
  find_library(FRIBIDI_LIBRARY fribidi)
  mark_as_advanced(HARFBUZZ_INCLUDE_DIR HARFBUZZ_LIBRARY FRIBIDI_INCLUDE_DIR FRIBIDI_LIBRARY)
  if(FREETYPE_FOUND AND Fontconfig_FOUND AND HARFBUZZ_INCLUDE_DIR AND HARFBUZZ_LIBRARY
     AND FRIBIDI_INCLUDE_DIR AND FRIBIDI_LIBRARY)
    set(IMREC_WITH_TEXT ON)
  elseif(IMREC_WITH_TEXT STREQUAL AUTO)
    set(IMREC_WITH_TEXT OFF)
  else()
    message(FATAL_ERROR "IMREC_WITH_TEXT is on, but FreeType 2.10, HarfBuzz, FriBidi or Fontconfig 2.13 "
                        "is not found. Debian's packages are libfreetype-dev, libharfbuzz-dev, "
                        "libfribidi-dev and libfontconfig-dev")
  endif()
endif()

if(IMREC_WITH_TEXT)
  add_library(imrec_text_libraries INTERFACE)
  target_include_directories(imrec_text_libraries SYSTEM INTERFACE ${HARFBUZZ_INCLUDE_DIR}
                                                                   ${FRIBIDI_INCLUDE_DIR})
  target_link_libraries(imrec_text_libraries
                        INTERFACE ${HARFBUZZ_LIBRARY} ${FRIBIDI_LIBRARY} Fontconfig::Fontconfig
                                  Freetype::Freetype)
  message(STATUS "Text on images: any script, by FreeType ${FREETYPE_VERSION_STRING} and HarfBuzz")
else()
  message(STATUS "Text on images: ASCII, because FreeType, HarfBuzz, FriBidi or Fontconfig is absent or "
                 "switched off")
endif()
# Targets that need it get a definition.
set(IMREC_TEXT_DEFINITION IMREC_WITH_TEXT=$<BOOL:${IMREC_WITH_TEXT}>)
