`default_nettype none

// Event intake: checks every event. An illegal one (its address, its value, or a step whose values add up to more
// than the network was made for) is left out and raises the error flag, which stays up until reset.
module dmp_sweeps_intake (
    input  wire        clk,
    input  wire        rst,
    input  wire        axi_valid,
    output wire        axi_ready,
    input  wire [15:0] axi_tdata,
    input  wire        axi_tlast,
    input  wire [1:0]  axi_tuser,
    input  wire        hold,
    output wire        events_valid,
    input  wire        events_ready,
    output wire [3:0]  events_address,
    output wire        events_empty,
    output wire        events_last,
    output wire        events_end,
    output wire        begins,
    output wire        error
);
    reg  in_sequence;
    reg  in_sequence_next;
    reg  failed;
    reg  failed_next;
    reg  [4:0] mass;
    reg  [4:0] mass_next;

    // Between sequences the intake waits while parameters are loaded.
    wire open = in_sequence | !hold;
    wire [15:0] address = axi_tdata;
    wire carries = !axi_tuser[1];
    wire [4:0] total = mass + 5'd1;
    wire legal = (address < 16'd16) & (total <= 5'd16);
    wire taken = carries & legal;
    assign events_valid = axi_valid & open;
    assign axi_ready = events_ready & open;
    assign events_address = taken ? address[3:0] : 4'd0;
    assign events_empty = !taken;
    assign events_last = axi_tlast;
    assign events_end = axi_tlast & axi_tuser[0];
    wire axi_fire = axi_valid & axi_ready;

    always @* begin : in_sequence_logic
        in_sequence_next = in_sequence;
        mass_next = mass;
        failed_next = failed;
        if (axi_fire) begin
            in_sequence_next = !(axi_tlast & axi_tuser[0]);
            if (axi_tlast) begin
                mass_next = 5'd0;
            end else if (taken) begin
                mass_next = total;
            end
            if (!(taken | !carries)) begin
                failed_next = 1'b1;
            end
        end
    end

    assign begins = axi_fire & !in_sequence;
    assign error = failed;

    always @(posedge clk) begin : registers
        if (rst) begin
            in_sequence <= 1'b0;
            failed <= 1'b0;
            mass <= 5'd0;
        end else begin
            in_sequence <= in_sequence_next;
            failed <= failed_next;
            mass <= mass_next;
        end
    end
endmodule

`default_nettype wire
