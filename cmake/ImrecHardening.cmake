# IMREC_HARDEN: compiles imrec's own targets as Linux distributions compile their packages. Memory errors
# then end a process instead of corrupting it, and addresses are hard to guess. Paths of the machine that
# builds are removed, so that builds in different folders give the same bytes.
option(IMREC_HARDEN "Compile with the protections that Linux distributions use" OFF)

set(IMREC_HARDEN_COMPILE)
set(IMREC_HARDEN_LINK)
if(IMREC_HARDEN)
  include(CheckCXXCompilerFlag)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  # Distributions define it themselves, in another version. It has no effect without optimisation.
  set(IMREC_HARDEN_COMPILE
      -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -Wformat -Werror=format-security
      -ffile-prefix-map=${PROJECT_BINARY_DIR}=. -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
  # Which of these there are depends on the processor.
  foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    string(MAKE_C_IDENTIFIER "IMREC_HAVE${flag}" have)
    check_cxx_compiler_flag(${flag} ${have})
    if(${have})
      list(APPEND IMREC_HARDEN_COMPILE ${flag})
    endif()
  endforeach()
  set(IMREC_HARDEN_LINK -Wl,-z,relro -Wl,-z,now)
endif()

# imrec_harden(TARGET): called for all of imrec's own targets.
function(imrec_harden target)
  target_compile_options(${target} PRIVATE ${IMREC_HARDEN_COMPILE})
  get_target_property(type ${target} TYPE)
  if(type MATCHES "^(EXECUTABLE|SHARED_LIBRARY|MODULE_LIBRARY)$")
    target_link_options(${target} PRIVATE ${IMREC_HARDEN_LINK})
  endif()
endfunction()
