// Any bytes as a label file of YOLO.
#include <cstddef>
#include <cstdint>
#include <string>

#include <imrec/error.h>

#include "voc/yolo/yolo_label.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  imrec::VocProblems problems;
  try {
    imrec::LabelMap names;
    names.Add("0", "cat");
    imrec::ParseYoloLabel(text, "fuzz", names, {.count = size % 3, .values = 2}, problems);
  } catch (const imrec::Error&) {
  }
  return 0;
}
