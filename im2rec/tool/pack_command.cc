// im2rec without --list.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "im2rec/list/list_source.h"
#include "im2rec/pack/packer.h"
#include "im2rec/pack/skipped_table.h"
#include "im2rec/tool/arguments/argument_advice.h"
#include "im2rec/tool/commands.h"
#include "im2rec/tool/output_of_list.h"
#include "im2rec/tool/report/pack_console.h"
#include "im2rec/tool/report/pack_page.h"
#include "im2rec/tool/report/pack_report.h"
#include "im2rec/tool/report/pack_summary.h"
#include "recordio/console/console.h"
#include "recordio/console/json_output.h"
#include "recordio/console/page_file.h"
#include "recordio/internal/path_status.h"

namespace imrec::tool {
namespace {

using Clock = std::chrono::steady_clock;

// Returns nullopt if the run failed and its records are kept; it has then been reported. Adds the
// list to `page`, if there is one.
std::optional<PackedList> Pack(ListSource list, const Arguments& arguments,
                               const std::filesystem::path& output, Notes& notes, PackPage* page) {
  const Clock::time_point start = Clock::now();
  PackOptions options = arguments.packing;
  options.output.prefix = output;
  const std::string list_name = list.name;
  const std::filesystem::path prefix = OutputPrefix(list, options.output);
  RequireOutputPlace(prefix);
  PackConsole messages(list_name, SkippedTablePath(prefix), arguments.progress, notes);
  bool kept = false;
  PackObserver observer = messages.Observer();
  observer.on_kept = [&] { kept = true; };
  PackedContents contents;
  const std::vector<std::string> class_names = list.class_names;
  if (page != nullptr) {
    observer.on_record = [&](const PackedRecord& record) { contents.figures.Add(record); };
    observer.on_bad_label = [&, report = observer.on_bad_label](const BadLabel& label) {
      report(label);
      contents.bad_labels.Add(label);
    };
  }
  PackResult result;
  try {
    result = PackList(std::move(list), arguments.root, options, observer);
  } catch (const std::exception& error) {
    if (!kept) throw;
    messages.EndLine();
    console::Say(kToolName, console::ReasonOf(error));
    console::Say(kToolName,
                 "the records packed so far are kept; the same command with --resume continues, "
                 "without --resume it starts over");
    if (arguments.json) console::PrintJsonError(error);
    return std::nullopt;
  }
  messages.Finish(result.bad_labels);
  PackedList packed = MakePackedList(list_name, result,
                                     std::chrono::duration<double>(Clock::now() - start).count());
  if (page != nullptr) page->Add(packed, contents, class_names);
  return packed;
}

constexpr const char* kReportOption = "--report";

void WriteReport(PackPage& page, const Arguments& arguments) {
  if (page.nothing_packed() && IsThere(arguments.report)) {
    if (arguments.quiet) return;
    console::Say(kToolName, arguments.report.string() + " is kept, because nothing was packed now");
    return;
  }
  console::WritePage(arguments.report, page.Finish(), kReportOption);
  if (!arguments.quiet) console::Say(kToolName, arguments.report.string() + " written");
}

}  // namespace

int RunPacking(const Arguments& arguments) {
  std::vector<std::filesystem::path> lists;
  if (arguments.prefix != kStandardStream) lists = ListsToPack(arguments);
  RequireRoot(arguments);
  std::optional<PackPage> page;
  if (!arguments.report.empty()) {
    console::RequirePlaceForPage(arguments.report, kReportOption);
    page.emplace(arguments);
  }
  Notes notes;
  PackSummary summary(std::max<std::size_t>(lists.size(), 1), arguments.quiet);
  const auto pack = [&](ListSource list, const std::filesystem::path& output) {
    const std::optional<PackedList> packed =
        Pack(std::move(list), arguments, output, notes, page ? &*page : nullptr);
    if (!packed) return false;
    summary.Add(*packed);
    return true;
  };
  const auto pack_all = [&] {
    if (arguments.prefix == kStandardStream) {
      return pack(ListFromStandardInput(std::make_shared<const TextSource>(stdin)),
                  arguments.output);
    }
    return std::ranges::all_of(lists, [&](const std::filesystem::path& list) {
      return pack(ReadListSource(list), OutputOfList(list, arguments));
    });
  };
  bool packed = false;
  try {
    packed = pack_all();
  } catch (...) {
    // The page shows the lists that were packed before this one.
    if (page && !page->empty()) WriteReport(*page, arguments);
    throw;
  }
  if (!packed) {
    if (page && !page->empty()) WriteReport(*page, arguments);
    return console::kExitNothing;
  }
  summary.SayEnd();
  if (page) WriteReport(*page, arguments);
  if (arguments.json) summary.Print();
  return summary.ExitCode();
}

}  // namespace imrec::tool
