// imrec info: describes the contents of a data set.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "reader/records/read_ahead.h"
#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/inspect/info_report.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kInfoName = "imrec info";

// Gives the shares of image formats with an error of one or two percent, and is quick.
constexpr std::uint64_t kSurveyedImages = 1000;

struct InfoOptions {
  std::vector<std::string> sets;
  std::string classes;
  bool json = false;
};

// Reads the labels of all records of a set. Calls `on_damage` for damaged records.
template <typename OnLabels, typename OnDamage>
void ReadAllLabels(const InputSet& input, const OnLabels& on_labels, const OnDamage& on_damage) {
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  for (std::size_t file = 0; file < input.files().size(); ++file) {
    WithLabelsAhead(input.file(file), [&](std::uint64_t i) {
      try {
        input.file(file).ReadLabels(i, scratch, labels);
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kIo) throw;
        return on_damage(file, error);
      }
      on_labels(file, i, labels);
    });
  }
}

// The labels of each file, and of all files.
struct Kinds {
  SetLabels all;
  std::vector<SetLabels> files;
};

Kinds FindKinds(const InputSet& input) {
  SetLayoutDetector all;
  std::vector<SetLayoutDetector> files(input.files().size());
  std::optional<Error> damage;
  ReadAllLabels(
      input,
      [&](std::size_t file, std::uint64_t /*record*/, const std::vector<float>& labels) {
        all.Add(labels);
        files[file].Add(labels);
      },
      [&](std::size_t /*file*/, const Error& error) {
        if (!damage) damage = error;
      });
  Kinds kinds{.all = all.Get(HasIdentities(input.records())), .files = {}};
  if (kinds.all.kind == LabelKind::kUnknown && damage) throw *damage;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const SetLabels labels = files[i].Get(input.file(i).identities().has_value());
    // A file without records has no kind, so it gets that of the set.
    kinds.files.push_back(labels.kind == LabelKind::kUnknown ? kinds.all : labels);
  }
  return kinds;
}

class DamageList {
 public:
  void Add(const Error& error) {
    if (++count_ <= kTold) console::Say(kInfoName, error.what());
  }
  void Finish() const {
    if (count_ <= kTold) return;
    console::Say(kInfoName, console::Counted(count_ - kTold, "more damaged record") +
                                "; imrec verify lists all");
  }

 private:
  static constexpr std::uint64_t kTold = 10;
  std::uint64_t count_ = 0;
};

InfoReport Look(const InputSet& input) {
  const Kinds kinds = FindKinds(input);
  InfoReport report;
  report.all.labels = LabelSummary(kinds.all);
  for (std::size_t i = 0; i < kinds.files.size(); ++i) {
    report.files.push_back(
        {.labels = LabelSummary(kinds.files[i]), .bytes = input.file(i).bytes()});
  }
  DamageList damage;
  ReadAllLabels(
      input,
      [&](std::size_t file, std::uint64_t record, const std::vector<float>& labels) {
        report.files[file].labels.Add(labels);
        const std::string problem = report.all.labels.Add(labels);
        if (problem.empty() || !report.bad_label.empty()) return;
        report.bad_label =
            Error(ErrorCode::kCorruptData, problem, input.file(file).Where(record)).what();
      },
      [&](std::size_t file, const Error& error) {
        report.files[file].labels.AddDamaged();
        report.all.labels.AddDamaged();
        damage.Add(error);
      });
  damage.Finish();
  report.all.bytes = input.records().bytes();
  report.images = SurveyImages(input.records(), kSurveyedImages);
  return report;
}

int RunInfo(const InfoOptions& options) {
  const InputSet input(InputFiles(options.sets, kInfoName),
                       /*check_checksums=*/false);
  const InfoReport report = Look(input);
  const std::vector<std::string> names =
      SharedClassNames(input.files(), options.classes, OnOtherNames::kUseNumbers);
  if (options.json) {
    PrintJson(InfoJson(input, report, names));
  } else {
    PrintInfo(input, report, names);
  }
  const LabelSummary& labels = report.all.labels;
  const bool sound = labels.damaged() == 0 && labels.bad_labels() == 0;
  return sound ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddInfo(CLI::App& imrec) {
  const auto options = std::make_shared<InfoOptions>();
  CLI::App* app = imrec.add_subcommand(
      "info", "Counts records, objects and classes, and shows formats and sizes of images");
  AddSets(*app, options->sets);
  AddClasses(*app, options->classes);
  AddJson(*app, options->json)
      ->description("Print JSON; for several files, also the numbers of each");
  app->footer(
      "Exit code: 0 done, 1 a record is damaged or has an invalid label, 2 nothing can be "
      "read.\n"
      "Examples:\n  imrec info train.rec\n  imrec info 'train-*.rec' --json");
  return {.app = app, .run = [options] { return RunInfo(*options); }};
}

}  // namespace imrec::tool
