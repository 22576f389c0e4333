#include "reader/tool/default_preset.h"

#include <CLI/CLI.hpp>

#include "reader/tool/common_options.h"
#include "reader/tool/inspect/image_survey.h"

namespace imrec::tool {
namespace {

// Returns whether most images are squares of about 112x112 pixels.
bool HasAlignedFaces(const RecordStore& records) {
  constexpr std::uint64_t kLookedAt = 100;
  constexpr int kSmallest = 96;
  constexpr int kLargest = 128;
  const auto is_face = [](ImageSize size) {
    return size.width == size.height && size.width >= kSmallest && size.width <= kLargest;
  };
  const ImageSurvey survey = SurveyImages(records, kLookedAt);
  std::size_t faces = 0;
  for (const ImageSize size : survey.sizes) faces += is_face(size) ? 1 : 0;
  return 2 * faces > survey.sizes.size();
}

}  // namespace

CLI::Option* AddPreset(CLI::App& app, std::string& preset) {
  return app.add_option("--preset", preset,
                        RecipeHelp() +
                            ". Default: ssd300 for detection, imagenet for "
                            "classification, face112 for identity sets of such images");
}

std::string DefaultPreset(const SetLabels& labels, const RecordStore& records) {
  if (labels.detection()) return "ssd300";
  return labels.identity() && HasAlignedFaces(records) ? "face112" : "imagenet";
}

}  // namespace imrec::tool
