// COCO: images and instances.json, as pycocotools reads it.
#include <optional>
#include <utility>

#include <imrec/detection_label.h>
#include <nlohmann/json.hpp>

#include "reader/tool/annotations/annotation_writer.h"
#include "reader/tool/annotations/box_ends.h"
#include "reader/tool/annotations/shortest_decimal.h"
#include "recordio/console/console.h"
#include "recordio/internal/files_below.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {
namespace {

// A text as JSON. Names may not be UTF-8; invalid bytes are replaced.
std::string JsonQuoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class CocoWriter final : public AnnotationWriter {
 public:
  using AnnotationWriter::AnnotationWriter;

  std::string ImageFolder() const override { return "images"; }

  void MakeFolders() override {
    MakeFolderBelow(settings().root, ImageFolder());
    file_.emplace(settings().root / "instances.json");
    // Tools copy `info`, and fail without it.
    file_->Write(
        "{\"info\": {\"description\": \"written by imrec extract\"},\n\"licenses\": [],\n"
        "\"annotations\": [");
  }

  void Add(const ExtractedImage& image) override {
    const DetectionLabelView label(image.labels);
    // Ids are from 1, because 0 means "no match" in the evaluation.
    const std::string image_id = std::to_string(images_ + 1);
    std::string annotations;
    std::uint64_t objects = objects_;
    Counts counts = counts_;
    for (std::size_t i = 0; i < label.object_count(); ++i) {
      const std::span<const float> object = label.object(i);
      if (IsEmptyObject(object)) continue;
      const std::uint32_t class_id = RequireClass(object, settings().class_names.size());
      if (settings().Has(object, "truncated") || settings().Has(object, "occluded")) {
        ++counts.marked;
      }
      const ImageBox box(object);
      if (box.IsOutside(object)) {
        ++counts.outside;
        continue;
      }
      if (box.IsClippedFrom(object)) ++counts.clipped;
      annotations +=
          (objects == 0 ? "\n" : ",\n") +
          Annotation(object, box, image, std::to_string(objects + 1), image_id, class_id);
      ++objects;
    }
    file_->Write(annotations);
    objects_ = objects;
    counts_ = counts;
    image_items_ += (images_++ == 0 ? "\n" : ",\n");
    image_items_ += R"({"id": )" + image_id + ", \"file_name\": " + JsonQuoted(image.file) +
                    ", \"width\": " + std::to_string(image.size.width) +
                    ", \"height\": " + std::to_string(image.size.height) + '}';
  }

  void Finish(const std::vector<std::string>& names) override {
    file_->Write("],\n\"images\": [");
    file_->Write(image_items_);
    file_->Write("],\n\"categories\": [");
    for (std::size_t i = 0; i < names.size(); ++i) {
      file_->Write((i == 0 ? "\n" : ",\n") + (R"({"id": )" + std::to_string(i + 1)) +
                   ", \"name\": " + JsonQuoted(names[i]) + '}');
    }
    file_->Write("]}\n");
    file_->Commit();
  }

  std::vector<std::string> Losses() const override {
    std::vector<std::string> losses;
    const auto add = [&](std::uint64_t count, const std::string& what) {
      if (count > 0) losses.push_back(console::Counted(count, "object") + what);
    };
    add(counts_.marked, " marked as truncated or occluded, which COCO cannot hold");
    add(counts_.clipped, " clipped to the image");
    add(counts_.outside, " outside the image left out");
    return losses;
  }

 private:
  struct Counts {
    std::uint64_t marked = 0;  // with a mark that is lost
    std::uint64_t clipped = 0;
    std::uint64_t outside = 0;
  };

  std::string Annotation(std::span<const float> object, const ImageBox& box,
                         const ExtractedImage& image, const std::string& id,
                         const std::string& image_id, std::uint32_t class_id) const {
    const CocoEnds x = CocoEndsOf(box.xmin, box.xmax, image.size.width);
    const CocoEnds y = CocoEndsOf(box.ymin, box.ymax, image.size.height);
    const double area = ValueOfDecimal(x.length) * ValueOfDecimal(y.length);
    return R"({"id": )" + id + ", \"image_id\": " + image_id +
           ", \"category_id\": " + std::to_string(class_id + 1) + ", \"bbox\": [" + x.start + ", " +
           y.start + ", " + x.length + ", " + y.length +
           "], \"area\": " + nlohmann::json(area).dump() +
           ", \"iscrowd\": " + (settings().Has(object, "difficult") ? "1" : "0") +
           ", \"segmentation\": []}";
  }

  std::optional<OutputFile> file_;
  std::string image_items_;
  std::uint64_t images_ = 0;
  std::uint64_t objects_ = 0;
  Counts counts_;
};

}  // namespace

std::unique_ptr<AnnotationWriter> MakeCocoWriter(AnnotationSettings settings) {
  return std::make_unique<CocoWriter>(std::move(settings));
}

}  // namespace imrec::tool
