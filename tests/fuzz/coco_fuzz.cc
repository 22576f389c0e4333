// Any bytes as COCO JSON.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include <imrec/error.h>

#include "voc/coco/coco_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream stream(std::string(reinterpret_cast<const char*>(data), size));
  imrec::VocProblems problems;
  try {
    imrec::ParseCoco(stream, "fuzz", problems);
  } catch (const imrec::Error&) {
  }
  return 0;
}
