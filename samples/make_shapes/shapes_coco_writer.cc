// COCO: images and instances.json. Difficult shapes are crowds.
#include "shapes_writer.h"

namespace shapes {
namespace {

class CocoWriter final : public ShapesWriter {
 public:
  using ShapesWriter::ShapesWriter;

  void Finish() override {
    std::string categories;
    for (std::size_t i = 0; i < kKindNames.size(); ++i) {
      AddItem(R"({"id": )" + std::to_string(i + 1) + R"(, "name": ")" + std::string(kKindNames[i]) +
                  "\"}",
              categories);
    }
    Write("instances.json",
          "{\"info\": {\"description\": \"shapes\"},\n \"licenses\": [],\n"
          " \"images\": [" +
              images_ + "],\n \"categories\": [" + categories + "],\n \"annotations\": [" +
              annotations_ + "]}\n");
  }

 protected:
  std::string AddScene(const std::string& id, const Scene& scene) override {
    const std::string image = std::to_string(ids().size() + 1);
    AddItem(R"({"id": )" + image + R"(, "file_name": ")" + id + R"(.jpg", "width": )" +
                std::to_string(scene.image.width()) +
                ", \"height\": " + std::to_string(scene.image.height()) + '}',
            images_);
    for (const Annotation& annotation : scene.annotations) {
      const Edges edges = EdgesOf(annotation);
      const int width = edges.right - edges.left;
      const int height = edges.bottom - edges.top;
      AddItem(R"({"id": )" + std::to_string(++objects_) + ", \"image_id\": " + image +
                  ", \"category_id\": " + std::to_string(static_cast<int>(annotation.kind) + 1) +
                  ", \"bbox\": [" + std::to_string(edges.left) + ", " + std::to_string(edges.top) +
                  ", " + std::to_string(width) + ", " + std::to_string(height) +
                  "], \"area\": " + std::to_string(width * height) +
                  ", \"iscrowd\": " + (annotation.difficult ? "1" : "0") + '}',
              annotations_);
    }
    return "images";
  }

 private:
  static void AddItem(const std::string& item, std::string& list) {
    list += (list.empty() ? "\n  " : ",\n  ") + item;
  }

  std::string images_;
  std::string annotations_;
  std::size_t objects_ = 0;
};

}  // namespace

std::unique_ptr<ShapesWriter> MakeCocoWriter(const std::filesystem::path& root) {
  return std::make_unique<CocoWriter>(root);
}

}  // namespace shapes
