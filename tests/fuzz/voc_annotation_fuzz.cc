// Any bytes as an annotation: an Error or objects with finite corners, never worse.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <imrec/error.h>

#include "voc/boxes.h"
#include "voc/pascal/voc_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::VocProblems problems;
  try {
    const imrec::VocAnnotation annotation = imrec::ParseVocAnnotation(
        {reinterpret_cast<const char*>(data), size}, "fuzz.xml", problems);
    for (const imrec::VocObject& object : annotation.objects) {
      const imrec::ImageSize image = {.width = 353, .height = 500};
      if (imrec::FindBoxFault(object.box, image, imrec::VocCoordinates::kEdges)) continue;
      const auto box =
          imrec::ClipBox(imrec::NormaliseVocBox(object.box, image, imrec::VocCoordinates::kEdges));
      if (!(box[0] < box[2] && box[1] < box[3])) std::abort();
    }
  } catch (const imrec::Error&) {
  }
  for (const imrec::VocProblem& problem : problems.kept()) {
    if (Describe(problem).empty()) std::abort();
  }
  return 0;
}
