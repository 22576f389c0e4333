// PASCAL VOC: JPEGImages, Annotations and ImageSets/Main with train, val and trainval.
#include "shapes_writer.h"

namespace shapes {
namespace {

std::string Element(const std::string& indent, const std::string& name, const std::string& text) {
  return indent + '<' + name + '>' + text + "</" + name + ">\n";
}

std::string ObjectXml(const Annotation& annotation) {
  const auto flag = [](bool value) { return std::string(value ? "1" : "0"); };
  const std::string indent = "\t\t";
  return "\t<object>\n" + Element(indent, "name", NameOf(annotation)) +
         Element(indent, "pose", "Unspecified") +
         Element(indent, "truncated", flag(annotation.truncated)) +
         Element(indent, "occluded", flag(annotation.occluded)) +
         Element(indent, "difficult", flag(annotation.difficult)) + indent + "<bndbox>\n" +
         Element("\t\t\t", "xmin", std::to_string(annotation.xmin)) +
         Element("\t\t\t", "ymin", std::to_string(annotation.ymin)) +
         Element("\t\t\t", "xmax", std::to_string(annotation.xmax)) +
         Element("\t\t\t", "ymax", std::to_string(annotation.ymax)) + indent +
         "</bndbox>\n\t</object>\n";
}

std::string AnnotationXml(const std::string& id, const Scene& scene) {
  std::string xml = "<annotation>\n" + Element("\t", "folder", "shapes") +
                    Element("\t", "filename", id + ".jpg") + "\t<size>\n" +
                    Element("\t\t", "width", std::to_string(scene.image.width())) +
                    Element("\t\t", "height", std::to_string(scene.image.height())) +
                    Element("\t\t", "depth", "3") + "\t</size>\n" + Element("\t", "segmented", "0");
  for (const Annotation& annotation : scene.annotations) xml += ObjectXml(annotation);
  return xml + "</annotation>\n";
}

class VocWriter final : public ShapesWriter {
 public:
  using ShapesWriter::ShapesWriter;

  void Finish() override {
    std::string train;
    std::string val;
    std::string all;
    for (std::size_t i = 0; i < ids().size(); ++i) {
      (IsForValidation(i) ? val : train) += ids()[i] + '\n';
      all += ids()[i] + '\n';
    }
    Write("ImageSets/Main/train.txt", train);
    Write("ImageSets/Main/val.txt", val);
    Write("ImageSets/Main/trainval.txt", all);
  }

 protected:
  std::string AddScene(const std::string& id, const Scene& scene) override {
    Write("Annotations/" + id + ".xml", AnnotationXml(id, scene));
    return "JPEGImages";
  }
};

}  // namespace

std::unique_ptr<ShapesWriter> MakeVocWriter(const std::filesystem::path& root) {
  return std::make_unique<VocWriter>(root);
}

}  // namespace shapes
