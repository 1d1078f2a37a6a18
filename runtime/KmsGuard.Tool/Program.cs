using KmsGuard.Tool;

return await ToolCommand.RunAsync(args, ToolHost.OfProcess(), CancellationToken.None);
