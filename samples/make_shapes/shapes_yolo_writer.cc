// YOLO: data.yaml, and images and labels in folders train and val.
#include <array>
#include <charconv>

#include "shapes_writer.h"

namespace shapes {
namespace {

// As many digits as the value needs.
std::string Text(double value) {
  std::array<char, 32> digits;
  char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

class YoloWriter final : public ShapesWriter {
 public:
  using ShapesWriter::ShapesWriter;

  void Finish() override {
    std::string yaml = "path: .\ntrain: images/train\nval: images/val\nnames:\n";
    for (std::size_t i = 0; i < kKindNames.size(); ++i) {
      yaml += "  " + std::to_string(i) + ": " + std::string(kKindNames[i]) + '\n';
    }
    Write("data.yaml", yaml);
  }

 protected:
  std::string AddScene(const std::string& id, const Scene& scene) override {
    const std::string set = IsForValidation(ids().size()) ? "val" : "train";
    std::string lines;
    for (const Annotation& annotation : scene.annotations) {
      const Edges edges = EdgesOf(annotation);
      const double width = scene.image.width();
      const double height = scene.image.height();
      lines += std::to_string(static_cast<int>(annotation.kind)) + ' ' +
               Text((edges.left + edges.right) / 2.0 / width) + ' ' +
               Text((edges.top + edges.bottom) / 2.0 / height) + ' ' +
               Text((edges.right - edges.left) / width) + ' ' +
               Text((edges.bottom - edges.top) / height) + '\n';
    }
    Write("labels/" + set + '/' + id + ".txt", lines);
    return "images/" + set;
  }
};

}  // namespace

std::unique_ptr<ShapesWriter> MakeYoloWriter(const std::filesystem::path& root) {
  return std::make_unique<YoloWriter>(root);
}

}  // namespace shapes
