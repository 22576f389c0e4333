// LabelMe: a JSON file beside each image.
#include "shapes_writer.h"

namespace shapes {
namespace {

std::string Flag(const std::string& name, bool value) {
  return '"' + name + "\": " + (value ? "true" : "false");
}

std::string ShapeJson(const Annotation& annotation) {
  const Edges edges = EdgesOf(annotation);
  return R"({"label": ")" + NameOf(annotation) + R"(", "points": [[)" + std::to_string(edges.left) +
         ", " + std::to_string(edges.top) + "], [" + std::to_string(edges.right) + ", " +
         std::to_string(edges.bottom) +
         R"(]], "group_id": null, "description": "", "shape_type": "rectangle", "flags": {)" +
         Flag("difficult", annotation.difficult) + ", " + Flag("truncated", annotation.truncated) +
         ", " + Flag("occluded", annotation.occluded) + "}}";
}

class LabelMeWriter final : public ShapesWriter {
 public:
  using ShapesWriter::ShapesWriter;

  void Finish() override {}

 protected:
  std::string AddScene(const std::string& id, const Scene& scene) override {
    std::string shapes;
    for (const Annotation& annotation : scene.annotations) {
      shapes += (shapes.empty() ? "\n  " : ",\n  ") + ShapeJson(annotation);
    }
    Write(id + ".json", "{\"version\": \"5.5.0\", \"flags\": {}, \"shapes\": [" + shapes +
                            "],\n \"imagePath\": \"" + id + ".jpg\", \"imageData\": null," +
                            " \"imageHeight\": " + std::to_string(scene.image.height()) +
                            ", \"imageWidth\": " + std::to_string(scene.image.width()) + "}\n");
    return "";
  }
};

}  // namespace

std::unique_ptr<ShapesWriter> MakeLabelMeWriter(const std::filesystem::path& root) {
  return std::make_unique<LabelMeWriter>(root);
}

}  // namespace shapes
