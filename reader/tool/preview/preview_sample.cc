#include "reader/tool/preview/preview_sample.h"

#include <algorithm>
#include <utility>

#include <imrec/error.h>

#include "reader/labels/detection_encoder.h"
#include "reader/tool/class_id.h"
#include "reader/tool/input_class_names.h"

namespace imrec::tool {
namespace {

// Converts a network input to pixels.
Image ToPixels(std::span<const float> chw, const AugmentRecipe& recipe) {
  Image image(recipe.resize.output, 3);
  const std::size_t plane = chw.size() / 3;
  std::uint8_t* out = image.view().data();
  for (std::size_t i = 0; i < plane; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = chw[c * plane + i] * recipe.std[c] + recipe.mean[c];
      *out++ = static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
    }
  }
  return image;
}

// Converts pixels of the source to shares of its size.
BoundingBox InSource(const Interval& x, const Interval& y, ImageSize source) {
  return {.xmin = x.begin / source.width,
          .ymin = y.begin / source.height,
          .xmax = x.end / source.width,
          .ymax = y.end / source.height};
}

// Returns the box of the source on the variant, clipped to the visible part; empty if not visible.
BoundingBox OnVariant(const BoundingBox& box, const PreviewVariant& variant) {
  BoundingBox shown = Intersection(Project(box, variant.window), kUnitBox);
  if (shown.empty()) return {};
  if (variant.plan.mirror) shown = MirrorHorizontally(shown);
  const Placement placement = variant.plan.PlacementInOutput();
  const auto x = [&](double at) {
    return (placement.left + at * placement.size.width) / variant.plan.output.width;
  };
  const auto y = [&](double at) {
    return (placement.top + at * placement.size.height) / variant.plan.output.height;
  };
  return {
      .xmin = x(shown.xmin), .ymin = y(shown.ymin), .xmax = x(shown.xmax), .ymax = y(shown.ymax)};
}

// Returns null for labels without boxes.
const DetectionObjects* ObjectsOf(const LabelEncoder& encoder) {
  const auto* detection = dynamic_cast<const DetectionEncoder*>(&encoder);
  return detection == nullptr ? nullptr : &detection->objects();
}

}  // namespace

PreviewSource::PreviewSource(const RecordStore& records, const AugmentRecipe& recipe,
                             const SetLabels& labels, std::vector<std::string> class_names,
                             std::uint64_t seed, const ImageLimits& limits)
    : records_(records),
      recipe_(recipe),
      set_labels_(labels),
      class_names_(std::move(class_names)),
      seed_(seed),
      encoder_(labels.MakeEncoder()),
      objects_(ObjectsOf(*encoder_)),
      loader_(records, recipe, *encoder_, {}, limits) {}

PreviewRecord PreviewSource::Get(std::uint64_t ordinal, std::uint32_t variants) {
  PreviewRecord record{.key = records_.key(ordinal),
                       .image = loader_.LoadOriginal(ordinal),
                       .boxes = {},
                       .tags = {},
                       .classes = {},
                       .variants = {}};
  if (objects_ == nullptr) AddTags(ordinal, record);
  for (std::size_t i = 0; objects_ != nullptr && i < objects_->size(); ++i) {
    record.boxes.push_back(Labelled(objects_->boxes()[i], i, false));
  }
  for (std::uint32_t epoch = 0; epoch < variants; ++epoch) {
    record.variants.push_back(GetVariant(ordinal, epoch));
  }
  return record;
}

PreviewVariant PreviewSource::GetVariant(std::uint64_t ordinal, std::uint32_t epoch) {
  const ImageSize output = recipe_.resize.output;
  image_.resize(3 * static_cast<std::size_t>(output.width) *
                static_cast<std::size_t>(output.height));
  loader_.Render(ordinal, {.seed = seed_, .epoch = epoch, .ordinal = ordinal}, image_);
  const SamplePlan& plan = loader_.plan();
  PreviewVariant variant{.epoch = epoch,
                         .image = ToPixels(image_, recipe_),
                         .boxes = {},
                         .plan = plan,
                         .window = InSource(plan.window_x(), plan.window_y(), plan.source)};
  for (std::size_t i = 0; objects_ != nullptr && i < objects_->size(); ++i) {
    const auto kept = std::ranges::find(plan.objects, i, &PlannedObject::index);
    const bool dropped = kept == plan.objects.end();
    const BoundingBox box = dropped ? OnVariant(objects_->boxes()[i], variant) : kept->box;
    if (!box.empty()) variant.boxes.push_back(Labelled(box, i, dropped));
  }
  return variant;
}

LabelledBox PreviewSource::Labelled(const BoundingBox& box, std::size_t object,
                                    bool dropped) const {
  const float class_id = objects_->values(object)[0];
  return {.box = box,
          .class_id = ClassIdOf(class_id).value_or(0),
          .name = ClassName(class_names_, class_id),
          .number = LabelText(class_id),
          .style = dropped ? BoxStyle::kDropped : BoxStyle::kKept};
}

void PreviewSource::AddTags(std::uint64_t ordinal, PreviewRecord& record) {
  records_.ReadLabels(ordinal, scratch_, labels_);
  record.tags = LabelTags(labels_, set_labels_, class_names_);
  record.classes = ClassTags(labels_, set_labels_, class_names_);
}

std::vector<std::uint64_t> OrdinalsOf(const InputSet& input, std::uint64_t key) {
  const RecordDataset& records = input.records();
  std::vector<std::uint64_t> ordinals;
  for (std::uint64_t ordinal = 0; ordinal < records.size(); ++ordinal) {
    if (records.key(ordinal) == key) ordinals.push_back(ordinal);
  }
  if (!ordinals.empty()) return ordinals;
  throw Error(ErrorCode::kNotFound, "there is no record " + std::to_string(key),
              {.file = input.name()});
}

}  // namespace imrec::tool
