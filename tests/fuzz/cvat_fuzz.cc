// Any bytes as CVAT's XML.
#include <cstddef>
#include <cstdint>
#include <string>

#include <imrec/error.h>

#include "voc/cvat/cvat_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  imrec::VocProblems problems;
  try {
    imrec::ParseCvat(text, "fuzz", "", problems);
  } catch (const imrec::Error&) {
  }
  return 0;
}
