using System.CommandLine;
using KmsGuard.Corpus;

const int Ok = 0;
const int Failed = 1;

var analyzers = new Option<FileInfo[]>("--analyzers")
{
    HelpName = "DLL",
    Description = "Assemblies with the rules [default: those beside this program]",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = static _ => Rules.BesideProgram(),
};
var findings = new Option<bool>("--findings") { Description = "Print each finding too, as file:line, rule, verdict and message" };
var rule = new Option<string>("--rule") { HelpName = "ID", Description = "Only the analyzers with a rule whose id begins so", DefaultValueFactory = static _ => "" };

var folder = new Argument<DirectoryInfo>("folder") { Description = "A folder of .cs files, each compiled alone" };
var labels = new Option<FileInfo[]>("--labels")
{
    HelpName = "TSV",
    Required = true,
    Description = "What is wrong and what is right: columns file, line, kind, confidence, note; several are read as one",
};
var index = new Option<FileInfo?>("--index") { HelpName = "TSV", Description = "Columns file and sdk: the major of the AWS SDK of each file [default: 4 for all]" };
var measure = new Command("measure", "Compares what the rules say of labelled files with their labels") { folder, labels, index, analyzers, findings, rule };
measure.SetAction(options =>
{
    var files = CorpusFile.Load(options.GetValue(folder)!, options.GetValue(index));
    var judge = new Judge(Label.Load(options.GetValue(labels)!));
    var rules = Rules.Load(options.GetValue(analyzers)!, options.GetValue(rule)!);
    return Measurement.Run(files, judge, rules, options.GetValue(findings), Console.Out) ? Ok : Failed;
});

var folders = new Argument<DirectoryInfo[]>("folders") { Description = "Folders of code bases; what lies below one project file is compiled together", Arity = ArgumentArity.OneOrMore };
var warm = new Option<bool>("--warm") { Description = "Do everything twice and count the second time: what the rules cost once they are compiled" };
var sweep = new Command("sweep", "Runs the rules over whole code bases: what they say, what they cost, and whether one throws") { folders, analyzers, findings, rule, warm };
sweep.SetAction(options =>
    Sweep.Run(options.GetValue(folders)!, Rules.Load(options.GetValue(analyzers)!, options.GetValue(rule)!), options.GetValue(findings), options.GetValue(warm), Console.Out) ? Ok : Failed);

var changes = new Option<bool>("--changes") { Description = "Print what each action changes" };
var codeFixes = new Option<FileInfo>("--code-fixes") { HelpName = "DLL", Description = "The assembly with the fixes [default: that beside this program]", DefaultValueFactory = static _ => Rules.FixesBesideProgram() };
var fix = new Command("fix", "Applies every action that is offered for the files, each alone, and tells which make errors") { folder, index, analyzers, codeFixes, changes, rule };
fix.SetAction(options => Fixes.Run(
    CorpusFile.Load(options.GetValue(folder)!, options.GetValue(index)), Rules.Load(options.GetValue(analyzers)!, options.GetValue(rule)!),
    options.GetValue(codeFixes)!, options.GetValue(changes), Console.Out) ? Ok : Failed);

var command = new RootCommand(
    """
    Runs the rules over real code. The code lacks most of its references, so the compiler
    understands it by half; the AWS SDK and the framework are there.

    Exit code 1: a rule threw an exception or spoke where a label says that nothing is wrong,
    or a fix made an error.
    """)
{
    measure, sweep, fix,
};
return command.Parse(args).Invoke();
