// Any bytes as an annotation of LabelMe.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include <imrec/error.h>

#include "voc/labelme/labelme_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  imrec::VocProblems problems;
  try {
    std::istringstream stream(text);
    imrec::ParseLabelMe(stream, "fuzz", size % 2 == 0, problems);
  } catch (const imrec::Error&) {
  }
  return 0;
}
