using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(KmsGuard.Benchmarks.FiveFields).Assembly).Run(args);
