#include "shapes_writer.h"

#include <array>
#include <fstream>
#include <stdexcept>

namespace shapes {
namespace {

struct Format {
  std::string_view name;
  std::unique_ptr<ShapesWriter> (*make)(const std::filesystem::path& root);
};
constexpr std::array kFormats = {Format{"voc", MakeVocWriter},
                                 Format{"coco", MakeCocoWriter},
                                 Format{"yolo", MakeYoloWriter},
                                 Format{"labelme", MakeLabelMeWriter},
                                 Format{"cvat", MakeCvatWriter},
                                 Format{"csv", MakeCsvWriter},
                                 Format{"openimages", MakeOpenImagesWriter}};

}  // namespace

Edges EdgesOf(const Annotation& annotation) {
  return {.left = annotation.xmin - 1,
          .top = annotation.ymin - 1,
          .right = annotation.xmax,
          .bottom = annotation.ymax};
}

std::string NameOf(const Annotation& annotation) {
  return std::string(kKindNames[static_cast<std::size_t>(annotation.kind)]);
}

void ShapesWriter::Add(const Scene& scene, std::span<const std::byte> jpeg) {
  std::string id = std::to_string(ids_.size() + 1);
  id.insert(0, id.size() < 6 ? 6 - id.size() : 0, '0');
  const std::string folder = AddScene(id, scene);
  Write(folder + (folder.empty() ? "" : "/") + id + ".jpg",
        {reinterpret_cast<const char*>(jpeg.data()), jpeg.size()});
  ids_.push_back(std::move(id));
}

void ShapesWriter::Write(const std::string& path, std::string_view contents) const {
  const std::filesystem::path whole = root_ / path;
  std::filesystem::create_directories(whole.parent_path());
  std::ofstream file(whole, std::ios::binary);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + whole.string());
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  names.reserve(kFormats.size());
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

std::unique_ptr<ShapesWriter> MakeWriter(std::string_view format,
                                         const std::filesystem::path& root) {
  for (const Format& known : kFormats) {
    if (known.name == format) return known.make(root);
  }
  throw std::runtime_error("no format " + std::string(format));
}

}  // namespace shapes
