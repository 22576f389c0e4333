// make_shapes: a small annotated data set, drawn from random numbers.
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <imrec/image_codec.h>

#include <CLI/CLI.hpp>

#include "scene.h"
#include "shapes_writer.h"

namespace {

struct Options {
  std::string output;
  std::vector<std::string> formats = {"voc"};
  std::uint64_t count = 200;
  std::uint64_t seed = 1;
  bool force = false;
};

void MakeDataSet(const Options& options) {
  namespace fs = std::filesystem;
  if (fs::exists(options.output) && !options.force && !fs::is_empty(options.output)) {
    throw std::runtime_error(options.output + " is not empty (--force writes into it)");
  }
  std::vector<std::unique_ptr<shapes::ShapesWriter>> writers;
  for (const std::string& format : options.formats) {
    const fs::path root = fs::path(options.output) / (options.formats.size() == 1 ? "" : format);
    writers.push_back(shapes::MakeWriter(format, root));
  }
  constexpr int kQuality = 90;
  std::vector<std::byte> jpeg;
  std::size_t objects = 0;
  for (std::uint64_t i = 0; i < options.count; ++i) {
    const shapes::Scene scene = shapes::MakeScene({.width = 500, .height = 375}, options.seed, i);
    objects += scene.annotations.size();
    imrec::EncodeImage(scene.image.view(), ".jpg", kQuality, jpeg);
    for (const auto& writer : writers) writer->Add(scene, jpeg);
  }
  for (const auto& writer : writers) writer->Finish();
  std::printf("%llu images, %zu objects of %zu classes in %s\n",
              static_cast<unsigned long long>(options.count), objects, shapes::kKindNames.size(),
              options.output.c_str());
}

int Run(int argc, char** argv) {
  CLI::App app(
      "Draws a data set of shapes with annotations, by default those of VOC: JPEGImages, "
      "Annotations, ImageSets.");
  app.footer(
      "Examples:\n  make_shapes samples/out/shapes --count 50 --seed 7\n"
      "  make_shapes samples/out/shapes --format yolo,coco\n"
      "      the same images in samples/out/shapes/yolo and samples/out/shapes/coco");
  Options options;
  app.add_option("OUT_DIR", options.output, "Folder to write, new or empty")->required();
  app.add_option(
         "--format", options.formats,
         "Format of the annotations; several, separated by commas, have folders of their own")
      ->delimiter(',')
      ->check(CLI::IsMember(shapes::FormatNames()))
      ->capture_default_str();
  app.add_option("--count", options.count, "Number of images")
      ->check(CLI::Range(1, 999'999))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Another seed, other pictures")->capture_default_str();
  app.add_flag("--force", options.force, "Write into a folder that is not empty");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  MakeDataSet(options);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_shapes: %s\n", error.what());
    return 2;
  }
}
