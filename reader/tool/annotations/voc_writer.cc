// VOC: JPEGImages, Annotations and ImageSets/Main/trainval.txt.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <imrec/error.h>

#include "reader/tool/annotations/annotation_writer.h"
#include "reader/tool/annotations/voc_xml.h"
#include "recordio/internal/files_below.h"

namespace imrec::tool {
namespace {

// XML cannot hold all texts.
void RequireXml(const AnnotationSettings& settings) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  constexpr std::string_view kOthers = "0123456789.-";
  for (const std::string& field : settings.fields) {
    const std::size_t end = field.find_first_not_of(std::string(kLetters) + std::string(kOthers));
    if (!field.empty() && end == std::string::npos &&
        kLetters.find(field[0]) != std::string_view::npos)
      continue;
    throw Error(ErrorCode::kInvalidArgument,
                "'" + field + "' in --object-fields is no name of an element of XML");
  }
  for (const std::string& name : settings.class_names) {
    const auto is_control = [](char c) {
      return static_cast<unsigned char>(c) < 0x20 && c != '\t';
    };
    if (std::ranges::none_of(name, is_control)) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "the class name '" + name + "' has a control character, which XML cannot hold");
  }
}

class VocWriter final : public AnnotationWriter {
 public:
  explicit VocWriter(AnnotationSettings settings) : AnnotationWriter(std::move(settings)) {
    RequireXml(this->settings());
  }

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
