// YOLO: images/train, labels/train and data.yaml, as ultralytics and darknet read them.
#include <set>
#include <utility>

#include <imrec/detection_label.h>
#include <nlohmann/json.hpp>

#include "reader/tool/annotations/annotation_writer.h"
#include "reader/tool/annotations/box_ends.h"
#include "recordio/console/console.h"
#include "recordio/internal/files_below.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {
namespace {

// A text in quotes of JSON, which are also those of YAML.
std::string YamlQuoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class YoloWriter final : public AnnotationWriter {
 public:
  using AnnotationWriter::AnnotationWriter;

  std::string ImageFolder() const override { return "images/train"; }

  void MakeFolders() override {
    for (const char* folder : {"images/train", "labels/train"}) {
      MakeFolderBelow(settings().root, folder);
    }
  }

  void Add(const ExtractedImage& image) override {
    const DetectionLabelView label(image.labels);
    Counts counts = counts_;
    std::string lines;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < label.object_count(); ++i) {
      const std::span<const float> object = label.object(i);
      if (IsEmptyObject(object)) continue;
      const std::string class_text =
          std::to_string(RequireClass(object, settings().class_names.size()));
      const bool difficult = settings().Has(object, "difficult");
      if (difficult || settings().Has(object, "truncated") || settings().Has(object, "occluded")) {
        ++counts.marked;
      }
      if (difficult && settings().drop_difficult) {
        ++counts.dropped;
        continue;
      }
      const ImageBox box(object);
      if (box.IsOutside(object)) {
        ++counts.outside;
        continue;
      }
      if (box.IsClippedFrom(object)) ++counts.clipped;
      const YoloEnds x = YoloEndsOf(box.xmin, box.xmax);
      const YoloEnds y = YoloEndsOf(box.ymin, box.ymax);
      const std::string line =
          class_text + ' ' + x.centre + ' ' + y.centre + ' ' + x.length + ' ' + y.length + '\n';
      // Ultralytics removes equal lines, and then sorts the others.
      if (seen.insert(line).second) {
        lines += line;
      } else {
        ++counts.equal;
      }
    }
    // An image without objects has an empty file.
    WriteFileBelow(settings().root, "labels/train/" + image.name + ".txt", lines);
    counts_ = counts;
  }

  // Both sets are required, and a set of records is not divided.
  void Finish(const std::vector<std::string>& names) override {
    std::string yaml = "# Change the path if the folder is moved.\npath: " +
                       YamlQuoted(std::filesystem::absolute(settings().root).string()) +
                       "\ntrain: images/train\nval: images/train\nnames:\n";
    if (names.empty()) yaml.replace(yaml.size() - 1, 1, " {}\n");
    for (std::size_t i = 0; i < names.size(); ++i) {
      yaml += "  " + std::to_string(i) + ": " + YamlQuoted(names[i]) + '\n';
    }
    WriteFileAtomically(settings().root / "data.yaml", yaml);
  }

  std::vector<std::string> Losses() const override {
    std::vector<std::string> losses;
    const auto add = [&](std::uint64_t count, const std::string& what) {
      if (count > 0) losses.push_back(console::Counted(count, "object") + what);
    };
    add(counts_.marked, " marked as difficult, truncated or occluded, which YOLO cannot hold");
    add(counts_.dropped, " left out as difficult");
    add(counts_.equal, " equal to another one left out");
    add(counts_.clipped, " clipped to the image");
    add(counts_.outside, " outside the image left out");
    return losses;
  }

 private:
  struct Counts {
    std::uint64_t marked = 0;
    std::uint64_t dropped = 0;
    std::uint64_t equal = 0;
    std::uint64_t clipped = 0;
    std::uint64_t outside = 0;
  };

  Counts counts_;
};

}  // namespace

std::unique_ptr<AnnotationWriter> MakeYoloWriter(AnnotationSettings settings) {
  return std::make_unique<YoloWriter>(std::move(settings));
}

}  // namespace imrec::tool
