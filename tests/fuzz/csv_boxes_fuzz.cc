// Any bytes as CSV of boxes.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include <imrec/error.h>

#include "voc/csv/csv_boxes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  imrec::VocProblems problems;
  try {
    std::istringstream stream(text);
    imrec::ReadCsvBoxes(stream, "fuzz", {}, problems);
  } catch (const imrec::Error&) {
  }
  return 0;
}
