// imrec extract: records back to image files, a list, and VOC annotations.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <imrec/class_names.h>
#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/list_file.h>
#include <imrec/orientation.h>
#include <imrec/output_file.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_id.h"
#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/input_set.h"
#include "reader/tool/option_values.h"
#include "reader/tool/standard_output.h"
#include "reader/tool/voc_writer.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "imrec extract";

struct Options {
  std::vector<std::string> sets;
  std::string folder;
  std::string list;
  std::string classes;
  std::string fields = "difficult,truncated,occluded";
  bool voc = false;
  bool force = false;
  bool quiet = false;
  bool json = false;

  bool list_to_stdout() const { return list == "-"; }
};

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

// Keys that come more than once cannot be the indices of a list.
bool HasRepeatedKeys(const RecordStore& records) {
  std::unordered_set<std::uint64_t> keys;
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    if (!keys.insert(records.key(i)).second) return true;
  }
  return false;
}

class Extraction {
 public:
  Extraction(const InputSet& input, const Options& options)
      : input_(input),
        options_(options),
        class_names_(SharedClassNames(input.files(), options.classes, OnOtherNames::kRefuse)),
        fields_(SplitAtCommas(options.fields)),
        renumber_(HasRepeatedKeys(input.records())),
        root_(options.folder) {
    if (renumber_) {
      console::Say(kName, "keys come more than once; images are numbered 0, 1, 2 .. instead");
    }
    if (root_.empty()) return;
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
    const RecordStore& records = input_.records();
    std::uint64_t bad = 0;
    StreamOutput list(ListPath());
    console::Progress progress("images", records.size(), ProgressUnless(options_.quiet));
    for (std::uint64_t i = 0; i < records.size(); ++i) {
      try {
        Extract(i);
        list.Write(line_);
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kIo) throw;
        progress.Wipe();
        if (++bad <= kTold) {
          console::Say(kName, std::string("left out: ") + error.Within(records.Where(i)).what());
        }
      }
      progress.Update(i + 1);
    }
    if (bad > kTold) {
      console::Say(kName, "left out: " + console::WithThousands(bad - kTold) + " more");
    }
    if (bad == records.size()) {
      throw Error(ErrorCode::kCorruptData, "no record of it could be extracted",
                  {.file = input_.name()});
    }
    if (options_.voc) WriteFileAtomically(root_ / "ImageSets" / "Main" / "trainval.txt", set_);
    WriteClasses();
    list.Commit();
    return bad;
  }

 private:
  std::string ImageFolder() const { return options_.voc ? "JPEGImages" : ""; }

  fs::path ListPath() const {
    if (!options_.list.empty()) return options_.list;
    const InputFile& first = input_.files()[0];
    const fs::path name =
        input_.files().size() == 1 ? IndexPathFor(first.path).stem() : first.prefix.filename();
    return root_ / (name.string() + ".lst");
  }

  // The names belong to the list. With --voc those of XML that have none are numbers, and voc2lst
  // needs to be told their order.
  void WriteClasses() const {
    std::vector<std::string> names = class_names_;
    if (options_.voc) {
      constexpr std::uint32_t kMostNumbers = 100'000;
      for (std::uint32_t id = static_cast<std::uint32_t>(names.size());
           id < std::min(classes_end_, kMostNumbers); ++id) {
        std::string number = std::to_string(id);
        if (std::ranges::find(class_names_, number) != class_names_.end()) break;
        names.push_back(std::move(number));
      }
    }
    if (!names.empty() && !options_.list_to_stdout()) {
      WriteClassNames(ClassNamesPathFor(ListPath()), names);
    }
  }

  // The index in eight digits or more.
  static std::string NameOf(std::uint64_t index) {
    std::string name = std::to_string(index);
    return name.insert(0, name.size() < 8 ? 8 - name.size() : 0, '0');
  }

  void Extract(std::uint64_t i) {
    const RecordStore& records = input_.records();
    records.Read(i, payload_);
    const ImageRecordView record(payload_);
    const ImageInfo info = decoder_.ReadInfo(record.image());
    ListEntry entry;
    entry.index = renumber_ ? i : records.key(i);
    record.CopyLabels(entry.labels);
    if (options_.voc) CheckObjects(entry.labels);
    const std::string name = NameOf(entry.index);
    const std::string file = name + std::string(DetectImageCodec(record.image())->extensions[0]);
    entry.path = (fs::path(ImageFolder()) / file).generic_string();
    line_.clear();
    AppendListLine(entry, LabelFormat::kShortest, line_);
    if (root_.empty()) return;
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

  void CheckObjects(std::span<const float> labels) {
    const std::string problem = DetectionLabelView::Problem(labels);
    if (!problem.empty()) {
      throw Error(ErrorCode::kCorruptData, "has no detection label: " + problem);
    }
    const DetectionLabelView view(labels);
    for (std::size_t i = 0; i < view.object_count(); ++i) {
      if (IsEmptyObject(view.object(i))) continue;
      if (const auto id = ClassIdOf(view.object(i)[0])) {
        classes_end_ = std::max(classes_end_, *id + 1);
      }
    }
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

  const InputSet& input_;
  const Options& options_;
  std::vector<std::string> class_names_;
  std::vector<std::string> fields_;
  bool renumber_;
  fs::path root_;  // empty: write the list alone
  AnyImageDecoder decoder_;
  std::vector<std::byte> payload_;
  std::uint32_t classes_end_ = 0;  // after the highest class of an object, with --voc
  std::string line_;
  std::string set_;
};

void CheckOptions(const Options& options) {
  if (options.folder == "-") {
    throw Error(ErrorCode::kInvalidArgument,
                "images are files of a folder; --list - writes their list to standard output");
  }
  if (options.folder.empty() && options.list.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give -o DIR, --list FILE, or both");
  }
  if (options.folder.empty() && options.voc) {
    throw Error(ErrorCode::kInvalidArgument, "--voc needs -o DIR");
  }
  if (options.list_to_stdout() && options.json) {
    throw Error(ErrorCode::kInvalidArgument, "--list - and --json both want standard output");
  }
}

int Run(const Options& options) {
  CheckOptions(options);
  const InputSet input(InputFiles(options.sets, kName));
  const std::uint64_t bad = Extraction(input, options).Run();
  const std::uint64_t done = input.records().size() - bad;
  const std::string& output = options.folder.empty() ? options.list : options.folder;
  if (options.json) {
    PrintJson({{"folder", options.folder}, {"extracted", done}, {"damaged", bad}});
  } else if (!options.quiet && !options.list_to_stdout()) {
    std::printf("%s: %s images\n", output.c_str(), console::WithThousands(done).c_str());
  }
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddExtract(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "extract", "Writes the images as they are, with a list that packs into the same records");
  AddSets(*app, options->sets);
  app->add_option("-o,--output", options->folder, "Folder to write, new or empty");
  app->add_option("--list", options->list,
                  "Where the list goes (default: DIR/PREFIX.lst); -: standard output. Without -o "
                  "the list is all that is written");
  app->add_flag("--voc", options->voc, "Write VOC annotations, too: JPEGImages, Annotations");
  app->add_option("--object-fields", options->fields,
                  "With --voc: what the values after each box mean")
      ->capture_default_str();
  AddClasses(*app, options->classes);
  app->add_flag("--force", options->force, "Write into a folder that is not empty");
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer(
      "Images are named by their keys: 00000012.jpg. Where a key comes more than once, as in "
      "shards\n"
      "that were packed one by one, all are numbered in reading order instead. To pack them "
      "again:\n"
      "  imrec extract train.rec -o out && im2rec out/train.lst out --pass-through --pack-label");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
