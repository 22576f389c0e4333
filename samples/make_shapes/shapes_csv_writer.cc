// Tables: a CSV file with TensorFlow's columns, and the files of Open Images.
#include <array>
#include <charconv>

#include "shapes_writer.h"

namespace shapes {
namespace {

std::string Flag(bool value) { return value ? ",1" : ",0"; }

class CsvWriter final : public ShapesWriter {
 public:
  using ShapesWriter::ShapesWriter;

  void Finish() override { Write("boxes.csv", rows_); }

 protected:
  std::string AddScene(const std::string& id, const Scene& scene) override {
    const std::string image = id + ".jpg," + std::to_string(scene.image.width()) + ',' +
                              std::to_string(scene.image.height()) + ',';
    for (const Annotation& annotation : scene.annotations) {
      const Edges edges = EdgesOf(annotation);
      rows_ += image + NameOf(annotation) + ',' + std::to_string(edges.left) + ',' +
               std::to_string(edges.top) + ',' + std::to_string(edges.right) + ',' +
               std::to_string(edges.bottom) + Flag(annotation.difficult) +
               Flag(annotation.truncated) + Flag(annotation.occluded) + '\n';
    }
    // An image without objects.
    if (scene.annotations.empty()) rows_ += image + ",,,,,,,\n";
    return "images";
  }

 private:
  std::string rows_ =
      "filename,width,height,class,xmin,ymin,xmax,ymax,difficult,truncated,occluded\n";
};

// Codes as Open Images has them.
std::string CodeOf(std::size_t kind) { return "/m/0shape" + std::to_string(kind); }

class OpenImagesWriter final : public ShapesWriter {
 public:
  using ShapesWriter::ShapesWriter;

  void Finish() override {
    Write("boxes.csv", rows_);
    std::string names;
    for (std::size_t i = 0; i < kKindNames.size(); ++i) {
      names += CodeOf(i) + ',' + std::string(kKindNames[i]) + '\n';
    }
    Write("class-descriptions-boxable.csv", names);
  }

 protected:
  std::string AddScene(const std::string& id, const Scene& scene) override {
    for (const Annotation& annotation : scene.annotations) {
      const Edges edges = EdgesOf(annotation);
      rows_ += id + ",xclick," + CodeOf(static_cast<std::size_t>(annotation.kind)) + ",1," +
               Share(edges.left, scene.image.width()) + ',' +
               Share(edges.right, scene.image.width()) + ',' +
               Share(edges.top, scene.image.height()) + ',' +
               Share(edges.bottom, scene.image.height()) + Flag(annotation.occluded) +
               Flag(annotation.truncated) + Flag(annotation.difficult) + ",0,0\n";
    }
    return "images";
  }

 private:
  static std::string Share(int pixel, int extent) {
    std::array<char, 32> digits;
    const double share = static_cast<double>(pixel) / extent;
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), share).ptr};
  }

  std::string rows_ =
      "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,"
      "IsDepiction,IsInside\n";
};

}  // namespace

std::unique_ptr<ShapesWriter> MakeCsvWriter(const std::filesystem::path& root) {
  return std::make_unique<CsvWriter>(root);
}

std::unique_ptr<ShapesWriter> MakeOpenImagesWriter(const std::filesystem::path& root) {
  return std::make_unique<OpenImagesWriter>(root);
}

}  // namespace shapes
