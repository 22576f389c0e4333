// Any bytes as data.yaml of YOLO, and as obj.data of Darknet.
#include <cstddef>
#include <cstdint>
#include <string>

#include <imrec/error.h>

#include "tests/fuzz/scratch_folder.h"
#include "voc/yolo/yolo_data.h"

namespace {

void Read(const std::string& name, const std::uint8_t* data, std::size_t size) {
  imrec::fuzz::WriteScratchFile(name, {data, size});
  imrec::VocProblems problems;
  try {
    imrec::ReadYoloData({.paths = {imrec::fuzz::ScratchFolder() / name}}, "train", problems);
  } catch (const imrec::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Read("data.yaml", data, size);
  Read("obj.data", data, size);
  return 0;
}
