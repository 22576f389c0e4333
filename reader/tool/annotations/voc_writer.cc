// VOC: JPEGImages, Annotations and ImageSets/Main/trainval.txt.
#include <utility>

#include "reader/tool/annotations/annotation_writer.h"
#include "reader/tool/annotations/voc_xml.h"
#include "recordio/internal/files_below.h"

namespace imrec::tool {
namespace {

class VocWriter final : public AnnotationWriter {
 public:
  using AnnotationWriter::AnnotationWriter;

  std::string ImageFolder() const override { return "JPEGImages"; }

  void MakeFolders() override {
    for (const char* folder : {"JPEGImages", "Annotations", "ImageSets/Main"}) {
      MakeFolderBelow(settings().root, folder);
    }
  }

  void Add(const ExtractedImage& image) override {
    const std::string xml = VocXml({.filename = image.file,
                                    .size = image.size,
                                    .channels = image.channels,
                                    .labels = image.labels},
                                   settings().class_names, settings().fields);
    WriteFileBelow(settings().root, "Annotations/" + image.name + ".xml", xml);
    set_ += image.name + '\n';
  }

  bool NamesAllClasses() const override { return false; }

  void Finish(const std::vector<std::string>& /*names*/) override {
    WriteFileBelow(settings().root, "ImageSets/Main/trainval.txt", set_);
  }

 private:
  std::string set_;
};

}  // namespace

std::unique_ptr<AnnotationWriter> MakeVocWriter(AnnotationSettings settings) {
  return std::make_unique<VocWriter>(std::move(settings));
}

}  // namespace imrec::tool
