// make_shapes: a small annotated data set in PASCAL VOC's layout, drawn from random numbers.
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "scene.h"
#include "shapes_voc_writer.h"

namespace {

struct Options {
  std::string output;
  std::uint64_t count = 200;
  std::uint64_t seed = 1;
  bool force = false;
};

void MakeDataSet(const Options& options) {
  namespace fs = std::filesystem;
  if (fs::exists(options.output) && !options.force && !fs::is_empty(options.output)) {
    throw std::runtime_error(options.output + " is not empty (--force writes into it)");
  }
  shapes::VocWriter writer(options.output);
  std::size_t objects = 0;
  for (std::uint64_t i = 0; i < options.count; ++i) {
    const shapes::Scene scene = shapes::MakeScene({.width = 500, .height = 375}, options.seed, i);
    objects += scene.annotations.size();
    writer.Add(scene);
  }
  writer.Finish();
  std::printf("%llu images, %zu objects of %zu classes in %s\n",
              static_cast<unsigned long long>(options.count), objects, shapes::kKindNames.size(),
              options.output.c_str());
}

int Run(int argc, char** argv) {
  CLI::App app(
      "Draws a data set of shapes with VOC annotations: JPEGImages, Annotations, ImageSets.");
  app.footer("Example:\n  make_shapes samples/out/shapes --count 50 --seed 7");
  Options options;
  app.add_option("OUT_DIR", options.output, "Folder to write, new or empty")->required();
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
