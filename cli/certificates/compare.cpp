#include "cli/certificates/compare.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "checker/check.h"
#include "checker/regenerate.h"
#include "cli/certificates/read.h"

namespace cli::certificates {
namespace {

std::string shortened(const std::string& line) {
  constexpr std::size_t kMost = 90;
  return line.size() <= kMost ? line : line.substr(0, kMost) + " …";
}

/// "12: expected (assert x), found (assert y)"
std::string first_difference(const std::string& expected, const std::string& found) {
  std::istringstream left(expected), right(found);
  for (unsigned number = 1;; ++number) {
    std::string a, b;
    const bool more = static_cast<bool>(std::getline(left, a)), other = static_cast<bool>(std::getline(right, b));
    if (a == b && more && other) continue;
    return fmt::format("{}: expected {}, found {}", number, more ? shortened(a) : "the end", other ? shortened(b) : "the end");
  }
}

class Comparing {
 public:
  Comparing(const std::string& directory, const Manifest& manifest, const Loaded& loaded, const model::Model& model)
      : directory_(directory), manifest_(manifest), loaded_(loaded), model_(model) {}

  Comparison run() {
    texts();
    for (const auto& setting : model_.valuation) policy(setting);
    if (manifest_.valuation.size() != model_.valuation.size()) fault(manifest_name() + " and the specification do not have the same policies");
    read_files();
    collect_names();
    for (const auto& claim : manifest_.properties) compare(claim);
    for (const auto& property : model_.properties)
      if (std::ranges::none_of(manifest_.properties, [&](const auto& claim) { return claim.id == property.id; })) result_.not_covered.push_back(property.id);
    return std::move(result_);
  }

 private:
  std::string path(const std::string& file) const { return directory_ + "/" + file; }
  std::string manifest_name() const { return path(kManifest); }

  void fault(std::string what) {
    if (said_.insert(what).second) result_.faults.push_back(std::move(what));
  }

  /// The specification's text, file by file.
  void texts() {
    const auto now = sources(loaded_);
    const auto named = [](const std::vector<Source>& all, const Source& one) {
      return std::ranges::find_if(all, [&](const auto& each) { return each.file == one.file; });
    };
    for (std::uint32_t i = 0; i < now.size(); ++i) {
      const auto then = named(manifest_.sources, now[i]);
      if (then == manifest_.sources.end())
        fault(loaded_.sources.at(i).name() + " is not among the texts that were proved");
      else if (!(*then == now[i]))
        fault(loaded_.sources.at(i).name() + " is not the text that was proved: its sha-256 differs from the manifest's");
    }
    for (const auto& then : manifest_.sources)
      if (named(now, then) == now.end()) fault(then.file + " was among the texts that were proved, and is not any more");
  }

  void policy(const model::Setting& setting) {
    if (std::ranges::none_of(manifest_.valuation, [&](const auto& it) { return it.policy == setting.policy && it.value == setting.value; }))
      fault(manifest_name() + " does not say " + setting.policy + "=" + setting.value);
  }

  void read_files() {
    std::set<std::string> listed;
    for (const auto& claim : manifest_.properties)
      for (const auto& each : claim.obligations) listed.insert(each.file);
    for (const auto& file : listed) {
      if (!is_plain(file)) {
        fault(manifest_name() + " lists '" + file + "', which is no file of this directory");
        continue;
      }
      if (auto text = read_file(path(file)))
        result_.files[file] = std::move(*text);
      else
        fault(path(file) + " is missing, or cannot be read");
    }
    for (const auto& entry : entries(directory_))
      if (!listed.contains(entry)) fault(path(entry) + " is not in the manifest");
  }

  const model::Property* property(const std::string& id) const {
    const auto found = std::ranges::find_if(model_.properties, [&](const auto& each) { return each.id == id; });
    return found == model_.properties.end() ? nullptr : &*found;
  }

  /// A machine's claims rest on nothing else; the claims of one system share its lemmas.
  std::set<std::string>& names(const model::Property& of) {
    return of.kind == model::Property::Kind::Deterministic ? names_of_claim_[of.id] : names_of_system_[of.system];
  }

  void collect_names() {
    for (const auto& claim : manifest_.properties)
      if (const auto* of = property(claim.id))
        for (const auto& each : claim.obligations) names(*of).insert(each.name);
  }

  void compare(const Claim& claim) {
    const auto* of = property(claim.id);
    if (of == nullptr) return fault(claim.id + ": the specification claims no such thing");
    if (of->name != claim.name) fault(claim.id + " is called " + of->name + ", not " + claim.name);
    std::vector<std::string> assumed;
    for (const auto& use : checker::assumptions_in_force(model_, *of)) assumed.push_back(use.name);
    if (assumed != claim.assumptions) fault(claim.id + ": the manifest's assumptions are not those of the specification");
    const auto made = checker::regenerate(model_, {claim.id, claim.engine, &names(*of)}, memory_);
    if (const auto* why = std::get_if<std::string>(&made)) return fault(claim.id + ": " + *why);
    compare(claim, std::get<checker::Certificate>(made));
  }

  void compare(const Claim& claim, const checker::Certificate& certificate) {
    auto written = claim.obligations.begin();
    for (const auto& obligation : certificate.obligations) {
      if (!checker::carries(obligation)) continue;
      if (written == claim.obligations.end() || written->name != obligation.name) {
        const auto instead = written == claim.obligations.end() ? std::string("nothing") : "'" + written->name + "'";
        return fault(fmt::format("{}: the proof goes on with '{}', the manifest with {}", claim.id, obligation.name, instead));
      }
      compare(*written++, obligation);
    }
    if (written != claim.obligations.end()) fault(fmt::format("{}: the manifest lists '{}', which the proof does not need", claim.id, written->name));
  }

  void compare(const Entry& entry, const checker::Obligation& expected) {
    const auto file = result_.files.find(entry.file);
    if (file == result_.files.end()) return;  // told
    if (file->second != expected.text)
      fault(fmt::format("{}:{} (obligation '{}')", path(entry.file), first_difference(expected.text, file->second), entry.name));
    else if (entry.sha256 != expected.digest)
      fault(manifest_name() + " has another sha-256 than that of " + entry.file);
  }

  const std::string& directory_;
  const Manifest& manifest_;
  const Loaded& loaded_;
  const model::Model& model_;
  checker::Memory memory_;
  std::map<std::string, std::set<std::string>> names_of_claim_;
  std::map<std::uint16_t, std::set<std::string>> names_of_system_;
  std::set<std::string> said_;
  Comparison result_;
};

}  // namespace

Comparison compare(const std::string& directory, const Manifest& manifest, const Loaded& loaded, const model::Model& model) {
  return Comparing(directory, manifest, loaded, model).run();
}

}  // namespace cli::certificates
