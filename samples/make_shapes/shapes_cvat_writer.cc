// CVAT for images 1.1: images and annotations.xml.
#include "shapes_writer.h"

namespace shapes {
namespace {

std::string Attribute(const std::string& name, const std::string& value) {
  return ' ' + name + "=\"" + value + '"';
}

std::string Pixels(const std::string& name, int value) {
  return Attribute(name, std::to_string(value) + ".00");
}

std::string FlagXml(const std::string& name, bool value) {
  return "      <attribute" + Attribute("name", name) + '>' + (value ? "true" : "false") +
         "</attribute>\n";
}

std::string BoxXml(const Annotation& annotation) {
  const Edges edges = EdgesOf(annotation);
  return "    <box" + Attribute("label", NameOf(annotation)) + Attribute("source", "manual") +
         Attribute("occluded", annotation.occluded ? "1" : "0") + Pixels("xtl", edges.left) +
         Pixels("ytl", edges.top) + Pixels("xbr", edges.right) + Pixels("ybr", edges.bottom) +
         Attribute("z_order", "0") + ">\n" + FlagXml("difficult", annotation.difficult) +
         FlagXml("truncated", annotation.truncated) + "    </box>\n";
}

class CvatWriter final : public ShapesWriter {
 public:
  using ShapesWriter::ShapesWriter;

  void Finish() override {
    std::string labels;
    for (const std::string_view name : kKindNames) {
      labels += "        <label><name>" + std::string(name) +
                "</name><type>any</type><attributes></attributes></label>\n";
    }
    Write("annotations.xml",
          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n"
          "  <meta>\n    <task>\n      <name>shapes</name>\n      <labels>\n" +
              labels + "      </labels>\n    </task>\n  </meta>\n" + images_ + "</annotations>\n");
  }

 protected:
  std::string AddScene(const std::string& id, const Scene& scene) override {
    images_ += "  <image" + Attribute("id", std::to_string(ids().size())) +
               Attribute("name", id + ".jpg") +
               Attribute("width", std::to_string(scene.image.width())) +
               Attribute("height", std::to_string(scene.image.height())) + ">\n";
    for (const Annotation& annotation : scene.annotations) images_ += BoxXml(annotation);
    images_ += "  </image>\n";
    return "images";
  }

 private:
  std::string images_;
};

}  // namespace

std::unique_ptr<ShapesWriter> MakeCvatWriter(const std::filesystem::path& root) {
  return std::make_unique<CvatWriter>(root);
}

}  // namespace shapes
