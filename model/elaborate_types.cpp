// Types and sets of states by their names.
#include <algorithm>

#include "model/elaborate_context.h"

namespace model::elaboration {

Type enum_type(const Context& context, std::uint16_t index) {
  Type type;
  type.kind = Type::Kind::Enum;
  type.enumeration = index;
  for (type.width = 1; std::size_t{1} << type.width < context.model.enums[index].values.size();) ++type.width;
  return type;
}

Mask all_states(const Machine& machine) {
  return machine.state_count >= 64 ? ~Mask{0} : (Mask{1} << machine.state_count) - 1;
}

std::optional<Mask> states_of(Context& context, const MachineNames& names,
                              const std::vector<ast::Name>& list) {
  const Machine& machine = context.model.machines[names.index];
  if (list.empty()) return all_states(machine);
  Mask mask = 0;
  bool good = true;
  for (const ast::Name& name : list) {
    auto symbol = names.symbols.find(name.text);
    bool state = symbol != names.symbols.end() && symbol->second.kind == Symbol::Kind::EnumValue &&
                 symbol->second.index == machine.state_enum;
    auto group = std::find_if(machine.groups.begin(), machine.groups.end(),
                              [&](const Group& g) { return g.name == name.text; });
    if (state) {
      mask |= Mask{1} << symbol->second.value;
    } else if (group != machine.groups.end()) {
      mask |= group->states;
    } else {
      std::vector<std::string> candidates;
      for (const auto& [known, span] : names.states) candidates.push_back(known);
      context.unknown(name, "no state or group is called", candidates);
      good = false;
    }
  }
  if (!good) return std::nullopt;
  return mask;
}

namespace {

std::optional<std::uint8_t> width_after(const std::string& name, const std::string& word) {
  if (!name.starts_with(word) || name.size() == word.size() || name.size() > word.size() + 2)
    return std::nullopt;
  unsigned width = 0;
  for (char c : name.substr(word.size())) {
    if (c < '0' || c > '9') return std::nullopt;
    width = width * 10 + static_cast<unsigned>(c - '0');
  }
  return static_cast<std::uint8_t>(width);
}

std::optional<Type> plain_type(const Context& context, const MachineNames* machine, const std::string& name) {
  Type type;
  if (name == "bool") return type;
  if (name == "identity") {
    type.kind = Type::Kind::Identity;
    type.width = 5;
    return type;
  }
  if (auto width = width_after(name, "u"); width && *width >= 1 && *width <= 64) {
    type.kind = Type::Kind::Bits;
    type.width = *width;
    return type;
  }
  if (auto width = width_after(name, "serial"); width && (*width == 8 || *width == 16 || *width == 32)) {
    type.kind = Type::Kind::Serial;
    type.width = *width;
    return type;
  }
  if (!machine) return std::nullopt;
  auto found = machine->enums.find(name);
  if (found == machine->enums.end()) return std::nullopt;
  return enum_type(context, found->second);
}

}  // namespace

std::optional<Type> type_of(Context& context, const MachineNames* machine, const ast::TypeName& tree,
                            const char* self, const char* peer) {
  std::optional<Type> type = plain_type(context, machine, tree.name.text);
  if (!type) {
    std::vector<std::string> known{"bool",    "u8",       "u16",      "u32",     "u64",
                                   "serial8", "serial16", "serial32", "identity"};
    if (machine) {
      for (const auto& [name, index] : machine->enums) known.push_back(name);
    }
    context.unknown(tree.name, "no type is called", known);
    return std::nullopt;
  }
  if (!tree.space) return type;
  if (type->kind != Type::Kind::Serial) {
    context.error(Code::TypeMismatch, tree.space->span, "only serial numbers belong to a sequence space");
    return std::nullopt;
  }
  if (tree.space->text != self && tree.space->text != peer) {
    context.unknown(*tree.space, "no sequence space here is called", {self, peer});
    return std::nullopt;
  }
  type->space = tree.space->text == self ? Type::Space::Self : Type::Space::Peer;
  return type;
}

}  // namespace model::elaboration
