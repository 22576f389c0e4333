// imrec extract: records back to image files, a list, and VOC annotations.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <unordered_set>

#include <imrec/class_names.h>
#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/list_file.h>
#include <imrec/orientation.h>
#include <imrec/output_file.h>
#include <imrec/record_set.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/voc_writer.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "imrec extract";

struct Options {
  std::string file;
  std::string folder;
  std::string classes;
  std::string fields = "difficult,truncated,occluded";
  bool voc = false;
  bool force = false;
  bool json = false;
};

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

class Extraction {
 public:
  explicit Extraction(const Options& options)
      : options_(options),
        records_(options.file),
        class_names_(FindClassNames(options.file, options.classes)),
        fields_(SplitAtCommas(options.fields)),
        root_(options.folder) {
    if (fs::exists(root_) && !options.force && !fs::is_empty(root_)) {
      throw Error(ErrorCode::kInvalidArgument, "is not empty (--force writes into it)",
                  {.file = options.folder});
    }
    fs::create_directories(root_ / ImageFolder());
    if (options.voc) {
      fs::create_directories(root_ / "Annotations");
      fs::create_directories(root_ / "ImageSets" / "Main");
    }
  }

  // Returns the number of records that could not be extracted.
  std::uint64_t Run() {
    constexpr std::uint64_t kTold = 10;
    std::uint64_t bad = 0;
    const fs::path stem = fs::path(options_.file).stem().stem();  // also without .rec of .rec.zst
    OutputFile list(root_ / (stem.string() + ".lst"));
    console::Progress progress("images", records_.size(), console::ProgressMode::kAuto);
    for (std::uint64_t i = 0; i < records_.size(); ++i) {
      try {
        Extract(i);
        list.Write(line_);
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kIo) throw;
        progress.Wipe();
        if (++bad <= kTold) {
          console::Say(kName, std::string("left out: ") + error.Within(records_.Where(i)).what());
        }
      }
      progress.Update(i + 1);
    }
    if (bad == records_.size()) {
      throw Error(ErrorCode::kCorruptData, "no record of it could be extracted",
                  {.file = options_.file});
    }
    if (options_.voc) WriteFileAtomically(root_ / "ImageSets" / "Main" / "trainval.txt", set_);
    if (!class_names_.empty()) WriteClassNames(ClassNamesPathFor(list.path()), class_names_);
    list.Commit();
    return bad;
  }

  std::uint64_t size() const { return records_.size(); }

 private:
  std::string ImageFolder() const { return options_.voc ? "JPEGImages" : ""; }

  // The key in eight digits or more; another number behind it where a key comes again.
  std::string NameOf(std::uint64_t key) {
    std::string name = std::to_string(key);
    name.insert(0, name.size() < 8 ? 8 - name.size() : 0, '0');
    const std::string first = name;
    for (int again = 2; !names_.insert(name).second; ++again) {
      name = first + '_' + std::to_string(again);
    }
    return name;
  }

  void Extract(std::uint64_t i) {
    records_.Read(i, payload_);
    const ImageRecordView record(payload_);
    const ImageInfo info = decoder_.ReadInfo(record.image());
    ListEntry entry;
    entry.index = records_.key(i);
    record.CopyLabels(entry.labels);
    if (options_.voc) {
      const std::string problem = DetectionLabelView::Problem(entry.labels);
      if (!problem.empty()) {
        throw Error(ErrorCode::kCorruptData, "has no detection label: " + problem);
      }
    }
    const std::string name = NameOf(entry.index);
    const std::string file = name + std::string(DetectImageCodec(record.image())->extensions[0]);
    entry.path = (fs::path(ImageFolder()) / file).generic_string();
    line_.clear();
    AppendListLine(entry, LabelFormat::kShortest, line_);
    WriteFile(root_ / entry.path, record.image());
    if (!options_.voc) return;
    const std::string xml = VocXml({.filename = file,
                                    .size = OrientedSize(info.size, info.orientation),
                                    .channels = info.channels,
                                    .labels = entry.labels},
                                   class_names_, fields_);
    WriteFile(root_ / "Annotations" / (name + ".xml"), std::as_bytes(std::span(xml)));
    set_ += name + '\n';
  }

  // Not by OutputFile: syncing each of a hundred thousand files takes hours on a disk.
  static void WriteFile(const fs::path& path, std::span<const std::byte> contents) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                               std::fclose);
    if (!file || std::fwrite(contents.data(), 1, contents.size(), file.get()) != contents.size() ||
        std::fflush(file.get()) != 0) {
      throw Error(ErrorCode::kIo, "cannot be written", {.file = path.string()});
    }
  }

  const Options& options_;
  RecordSet records_;
  std::vector<std::string> class_names_;
  std::vector<std::string> fields_;
  fs::path root_;
  AnyImageDecoder decoder_;
  std::vector<std::byte> payload_;
  std::unordered_set<std::string> names_;
  std::string line_;
  std::string set_;
};

int Run(const Options& options) {
  Extraction extraction(options);
  const std::uint64_t bad = extraction.Run();
  const std::uint64_t done = extraction.size() - bad;
  if (options.json) {
    const nlohmann::ordered_json json = {
        {"folder", options.folder}, {"extracted", done}, {"damaged", bad}};
    std::puts(json.dump(2).c_str());
  } else {
    std::printf("%s: %s images\n", options.folder.c_str(), console::WithThousands(done).c_str());
  }
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddExtract(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "extract", "Writes the images as they are, with a list that packs into the same records");
  app->add_option("FILE", options->file, "The .rec file")->required();
  app->add_option("-o,--output", options->folder, "Folder to write, new or empty")->required();
  app->add_flag("--voc", options->voc, "Write VOC annotations, too: JPEGImages, Annotations");
  app->add_option("--object-fields", options->fields,
                  "With --voc: what the values behind each box mean")
      ->capture_default_str();
  app->add_option("--classes", options->classes,
                  "Class names, one a line (default: PREFIX.classes.txt beside FILE)");
  app->add_flag("--force", options->force, "Write into a folder that is not empty");
  app->add_flag("--json", options->json, "Print JSON");
  app->footer(
      "Images are named by their keys: 00000012.jpg. To pack them again:\n"
      "  imrec extract train.rec -o out && im2rec out/train.lst out --pass-through --pack-label");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
