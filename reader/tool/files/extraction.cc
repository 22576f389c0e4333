#include "reader/tool/files/extraction.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_set>

#include <imrec/class_names.h>
#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/list_file.h>

#include "image/internal/orientation.h"
#include "reader/tool/class_id.h"
#include "reader/tool/common_options.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/files_below.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kTold = 10;

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

// Returns whether keys repeat, in which case they cannot be the indices of a list.
bool HasRepeatedKeys(const RecordStore& records) {
  std::unordered_set<std::uint64_t> keys;
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    if (!keys.insert(records.key(i)).second) return true;
  }
  return false;
}

// Returns the index with at least eight digits.
std::string NameOf(std::uint64_t index) {
  std::string name = std::to_string(index);
  return name.insert(0, name.size() < 8 ? 8 - name.size() : 0, '0');
}

}  // namespace

std::string ListNameFor(const InputFiles& files) {
  const InputFile& first = files[0];
  const fs::path name =
      files.size() == 1 ? IndexPathFor(first.path).stem() : first.prefix.filename();
  return name.string() + ".lst";
}

Extraction::Extraction(const InputSet& input, const ExtractOptions& options)
    : input_(input),
      options_(options),
      class_names_(SharedClassNames(input.files(), options.classes, OnOtherNames::kRefuse)),
      set_labels_(FindSetLabels(input.records(), kAllLabels)),
      renumber_(HasRepeatedKeys(input.records())),
      root_(options.folder) {
  if (options.annotations != nullptr) {
    const std::string option(options.annotations->option);
    if (!set_labels_.detection()) {
      throw Error(ErrorCode::kInvalidArgument,
                  option + " writes boxes; labels of kind " + LabelKindName(set_labels_.kind) +
                      " have none. Without " + option + ", the labels are written to the list",
                  {.file = input.name()});
    }
    writer_ = options.annotations->make({.root = root_,
                                         .class_names = class_names_,
                                         .fields = SplitAtCommas(options.fields),
                                         .drop_difficult = options.difficult == "drop"});
  }
  if (renumber_) {
    console::Say(input.tool(), "keys repeat, so images are numbered 0, 1, 2 and so on instead");
  }
  CheckList();
  MakeFolders();
}

// Checks a list outside the folder, and its file of class names.
void Extraction::CheckList() const {
  if (options_.list.empty() || options_.list_to_stdout()) return;
  RequireAbsent(options_.list, options_.force);
  for (const InputFile& file : input_.files().files()) {
    for (const fs::path& read :
         {file.path, IndexPathFor(file.path), ChecksumPathFor(file.path), file.manifest}) {
      std::error_code failure;
      if (!fs::equivalent(options_.list, read, failure)) continue;
      throw Error(ErrorCode::kInvalidArgument, "belongs to the data set that is read",
                  {.file = options_.list});
    }
  }
  RequireSameClassNames(ClassNamesPathFor(options_.list), class_names_, options_.force);
}

void Extraction::MakeFolders() const {
  if (root_.empty()) return;
  RequireEmptyFolder(root_, options_.force);
  MakeFolderTree(root_);
  if (writer_) writer_->MakeFolders();
}

void Extraction::Run() {
  const RecordStore& records = input_.records();
  StreamOutput list(ListPath());
  console::Progress progress("images", records.size(), ProgressUnless(options_.quiet));
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    try {
      Extract(i);
      list.Write(line_);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      progress.Wipe();
      ++bad_;
      Tell(std::string("left out: ") + error.Within(records.Where(i)).what());
    }
    progress.Update(i + 1);
  }
  progress.Wipe();
  if (told_ > kTold) {
    console::Say(input_.tool(), console::WithThousands(told_ - kTold) +
                                    " more are left out or have invalid labels");
  }
  if (bad_ == records.size()) {
    throw Error(ErrorCode::kCorruptData, "none of its records could be extracted",
                {.file = input_.name()});
  }
  if (writer_) writer_->Finish(AllClassNames());
  list.Sync();  // a full disk must not leave the old list with new class names
  WriteClasses();
  list.Commit();
}

std::vector<std::string> Extraction::PackCommands() const {
  if (root_.empty() || options_.list_to_stdout()) return {};
  const fs::path list = ListPath();
  std::vector<std::string> commands = {console::ShellCommand(
      {"im2rec", list.string(), root_.string(), "--pass-through", "--pack-label"})};
  if (set_labels_.identity()) {
    const fs::path packed = fs::path(list).replace_extension(".rec");
    const fs::path again = fs::path(list).replace_extension() += "-identities.rec";
    commands.push_back(console::ShellCommand(
        {"imrec", "merge", packed.string(), "--identities", "-o", again.string()}));
  }
  return commands;
}

void Extraction::Tell(const std::string& text) {
  if (++told_ <= kTold) console::Say(input_.tool(), text);
}

fs::path Extraction::ListPath() const {
  if (!options_.list.empty()) return options_.list;
  return root_ / ListNameFor(input_.files());
}

// In annotations, classes without a name have numbers as names, and voc2lst needs their order.
std::vector<std::string> Extraction::AllClassNames() const {
  constexpr std::uint32_t kMostNumbers = 100'000;
  std::vector<std::string> names = class_names_;
  for (auto id = static_cast<std::uint32_t>(names.size());
       id < std::min(classes_end_, kMostNumbers); ++id) {
    names.push_back(NameOfNumber(class_names_, id));
  }
  return names;
}

// The class names belong to the list.
void Extraction::WriteClasses() const {
  if (options_.list_to_stdout()) return;
  const std::vector<std::string> names = writer_ ? AllClassNames() : class_names_;
  const fs::path path = ClassNamesPathFor(ListPath());
  if (!names.empty()) return WriteClassNames(path, names);
  // im2rec would take those of an earlier list.
  std::error_code absent;
  fs::remove(path, absent);
}

void Extraction::Extract(std::uint64_t ordinal) {
  const RecordStore& records = input_.records();
  records.Read(ordinal, payload_);
  const ImageRecordView record(payload_);
  const ImageInfo info = decoder_.ReadInfo(record.image());
  ListEntry entry;
  entry.index = renumber_ ? ordinal : records.key(ordinal);
  record.CopyLabels(entry.labels);
  const std::string problem = set_labels_.Problem(entry.labels);
  if (!problem.empty() && writer_) throw Error(ErrorCode::kCorruptData, problem);
  const std::string name = NameOf(entry.index);
  const std::string file = name + std::string(DetectImageCodec(record.image())->extensions[0]);
  entry.path = (fs::path(ImageFolder()) / file).generic_string();
  line_.clear();
  AppendListLine(entry, LabelFormat::kShortest, line_);
  if (writer_) {
    writer_->Add({.name = name,
                  .file = file,
                  .size = OrientedSize(info.size, info.orientation),
                  .channels = info.channels,
                  .labels = entry.labels});
    NoteClasses(entry.labels);
  }
  if (!root_.empty()) WriteFileBelow(root_, entry.path, record.image());
  if (problem.empty()) return;
  ++bad_labels_;
  Tell("written as it is: " +
       std::string(Error(ErrorCode::kCorruptData, problem, records.Where(ordinal)).what()));
}

void Extraction::NoteClasses(std::span<const float> labels) {
  const DetectionLabelView view(labels);
  for (std::size_t i = 0; i < view.object_count(); ++i) {
    if (IsEmptyObject(view.object(i))) continue;
    if (const auto id = ClassIdOf(view.object(i)[0])) {
      classes_end_ = std::max(classes_end_, *id + 1);
    }
  }
}

}  // namespace imrec::tool
