#include "shapes_voc_writer.h"

#include <fstream>
#include <span>
#include <stdexcept>
#include <utility>

#include <imrec/image_codec.h>

namespace shapes {
namespace {

namespace fs = std::filesystem;

void WriteFile(const fs::path& path, std::span<const char> contents) {
  std::ofstream file(path, std::ios::binary);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string Element(const std::string& indent, const std::string& name, const std::string& text) {
  return indent + '<' + name + '>' + text + "</" + name + ">\n";
}

std::string ObjectXml(const Annotation& annotation) {
  const auto flag = [](bool value) { return std::string(value ? "1" : "0"); };
  const std::string indent = "\t\t";
  return "\t<object>\n" +
         Element(indent, "name",
                 std::string(kKindNames[static_cast<std::size_t>(annotation.kind)])) +
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

}  // namespace

VocWriter::VocWriter(fs::path root) : root_(std::move(root)) {
  for (const char* folder : {"JPEGImages", "Annotations", "ImageSets/Main"}) {
    fs::create_directories(root_ / folder);
  }
}

void VocWriter::Add(const Scene& scene) {
  constexpr int kQuality = 90;
  std::string id = std::to_string(ids_.size() + 1);
  id.insert(0, id.size() < 6 ? 6 - id.size() : 0, '0');
  imrec::EncodeImage(scene.image.view(), ".jpg", kQuality, jpeg_);
  WriteFile(root_ / "JPEGImages" / (id + ".jpg"),
            {reinterpret_cast<const char*>(jpeg_.data()), jpeg_.size()});
  WriteFile(root_ / "Annotations" / (id + ".xml"), AnnotationXml(id, scene));
  ids_.push_back(std::move(id));
}

void VocWriter::Finish() {
  std::string train;
  std::string val;
  std::string all;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    (i % 5 == 4 ? val : train) += ids_[i] + '\n';
    all += ids_[i] + '\n';
  }
  const fs::path sets = root_ / "ImageSets" / "Main";
  WriteFile(sets / "train.txt", train);
  WriteFile(sets / "val.txt", val);
  WriteFile(sets / "trainval.txt", all);
}

}  // namespace shapes
